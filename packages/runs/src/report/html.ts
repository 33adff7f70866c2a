import { escaped } from '@spikegrad/files';

/** Text that is already HTML. Only `html` and `trusted` make it, so text from a file is always escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Hole = Html | string | number | readonly Html[];

/** An HTML template; its string values are escaped. */
export const html = (strings: TemplateStringsArray, ...holes: readonly Hole[]): Html =>
  new Html(String.raw({ raw: strings }, ...holes.map(fill)));

/** HTML made by this program, such as a drawing or a style sheet. */
export const trusted = (text: string): Html => new Html(text);

function fill(hole: Hole): string {
  if (hole instanceof Html) return hole.text;
  if (Array.isArray(hole)) return (hole as readonly Html[]).map(({ text }) => text).join('\n');
  return escaped(String(hole));
}
