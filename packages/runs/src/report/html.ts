import { escaped } from '@spikegrad/files';

/** Text that is HTML already. Only `html` and `trusted` make it, so what comes from a file is always escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Hole = Html | string | number | readonly Html[];

/** HTML with holes; strings in them are escaped. */
export const html = (strings: TemplateStringsArray, ...holes: readonly Hole[]): Html =>
  new Html(String.raw({ raw: strings }, ...holes.map(fill)));

/** HTML that this program made, such as a drawing or a style sheet. */
export const trusted = (text: string): Html => new Html(text);

function fill(hole: Hole): string {
  if (hole instanceof Html) return hole.text;
  if (Array.isArray(hole)) return (hole as readonly Html[]).map(({ text }) => text).join('\n');
  return escaped(String(hole));
}
