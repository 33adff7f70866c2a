/** Where long work says how far it is: `say` is for people, `emit` for programs. The command line has one for a terminal. */
export interface Reporter {
  /** A line for people. */
  say(line: string): void;
  /** A warning, in one line. */
  warn(line: string): void;
  /** One event for machines. */
  emit(event: Readonly<Record<string, unknown>>): void;
  /** Progress of something long, with an estimate of the time left; `first` of it were done before. */
  progress(title: string, total: number, first?: number): Progress;
}

export interface Progress {
  update(done: number, note: string): void;
  stop(): void;
}

/** Says a text of several lines. */
export const sayLines = ({ say }: Pick<Reporter, 'say'>, text: string): void => text.split('\n').forEach(say);
