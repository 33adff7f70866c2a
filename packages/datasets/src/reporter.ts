/**
 * Receives progress and results: `say` gets text, `emit` gets events for programs. The command line has one for a
 * terminal.
 */
export interface Reporter {
  /** One line of text. */
  say(line: string): void;
  /** A warning of one line. */
  warn(line: string): void;
  /** One event for programs. */
  emit(event: Readonly<Record<string, unknown>>): void;
  /** Shows the progress of long work, with an estimate of the time left; `first` of `total` were done before. */
  progress(title: string, total: number, first?: number): Progress;
}

export interface Progress {
  update(done: number, note: string): void;
  stop(): void;
}

/** Prints a text of several lines. */
export const sayLines = ({ say }: Pick<Reporter, 'say'>, text: string): void => text.split('\n').forEach(say);
