import * as Plot from '@observablehq/plot';
import { draw } from '../picture/svg.js';
import { html, trusted, type Html } from './html.js';

/** A drawing with what it shows in words, for those who see it and those who do not. */
export interface Chart {
  readonly title: string;
  /** What is to be seen, for a screen reader. */
  readonly says: string;
  readonly options: Plot.PlotOptions;
  /** A line below the title. */
  readonly note?: string | Html;
}

/** Sizes fit two or three drawings in a row of a wide page, and one in a row of a phone at nearly its own size. */
const size = { width: 370, height: 230, marginTop: 14, marginRight: 14, marginBottom: 38, marginLeft: 44 };

export const chart = ({ title, says, options, note }: Chart): Html =>
  html`<figure>
    <figcaption>${title}${note === undefined ? '' : html`<small>${note}</small>`}</figcaption>
    ${named(draw({ ...size, ...options }), title, says)}
  </figure>`;

/** A drawing is one image to a screen reader. Plot's own style sheet goes: the page has one for all. */
function named(svg: string, title: string, says: string): Html {
  const begin = html`<svg role="img" aria-label="${title}" aria-description="${says}" `;
  return trusted(rounded(svg.replace(/<style>.*?<\/style>/s, '')).replace('<svg ', () => begin.text));
}

/** Places to a tenth of a pixel; Plot says them to a trillionth, which makes large files. */
const rounded = (svg: string): string =>
  svg.replace(/ (?:d|transform|[xyr][12]?|c[xy]|width|height)="[^"]*"/g, (attribute) =>
    attribute.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(10 * Number(number)) / 10)),
  );

/** The light raw values of a curve, and the smoothed ones over them. */
export const rawAndSmooth = (
  raw: readonly { readonly x: number; readonly low: number; readonly high: number; readonly value: number }[],
  smoothed: readonly { readonly x: number; readonly value: number }[],
  colour: string,
): Plot.Markish[] => {
  const single = raw.every(({ low, high }) => low === high);
  const light = single
    ? Plot.line(raw, { x: 'x', y: 'value', stroke: colour, strokeOpacity: 0.3, strokeWidth: 1 })
    : Plot.areaY(raw, { x: 'x', y1: 'low', y2: 'high', fill: colour, fillOpacity: 0.2 });
  return [light, Plot.line(smoothed, { x: 'x', y: 'value', stroke: colour, strokeWidth: 2 })];
};

/** From early to late; each can be seen on white and on black. */
const stops = [
  [76, 110, 245],
  [27, 160, 200],
  [18, 168, 120],
  [122, 172, 27],
  [226, 160, 19],
  [236, 114, 38],
  [224, 62, 82],
  [186, 60, 160],
] as const;

/** The n-th of `count` colours. */
export function shade(n: number, count: number): string {
  const place = count < 2 ? 0 : (n / (count - 1)) * (stops.length - 1);
  const [from, to] = [stops[Math.floor(place)]!, stops[Math.ceil(place)]!];
  return `rgb(${from.map((value, i) => Math.round(value + (to[i]! - value) * (place % 1))).join(' ')})`;
}

/** Names beside their colours. */
export const legend = (names: readonly string[]): Html =>
  html`<ul class="legend">
    ${names.map((name, i) => html`<li><i style="background:${shade(i, names.length)}"></i>${name}</li>`)}
  </ul>`;

/** An axis from 0 to a number of iterations, with a few whole numbers on it. */
export const iterationAxis = (count: number): Plot.ScaleOptions & Plot.AxisOptions => ({
  label: 'batch →',
  domain: [0, count],
  ticks: 5,
  tickFormat: (n: number) => (Number.isInteger(n) ? n.toLocaleString('en-US') : ''),
});

/** An upright axis for values, with room around them when they are all the same. */
export function valueAxis(values: readonly number[], { zero = false } = {}): Plot.ScaleOptions & Plot.AxisOptions {
  const finite = values.filter(Number.isFinite);
  const least = zero ? 0 : finite.reduce((low, value) => Math.min(low, value), Infinity);
  const most = finite.reduce((high, value) => Math.max(high, value), -Infinity);
  const room = most > least ? {} : { domain: least === 0 ? [0, 1] : [least - 0.5, least + 0.5] };
  return { label: null, grid: true, nice: true, ticks: 5, zero, ...(finite.length === 0 ? {} : room) };
}
