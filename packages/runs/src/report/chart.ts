import * as Plot from '@observablehq/plot';
import { fromZero, limitsOf, outsideText } from '@spikegrad/trainer';
import { edgeMarks, type Place, scaleOf } from '../picture/axis.js';
import { draw } from '../picture/svg.js';
import { html, trusted, type Html } from './html.js';

/** A drawing with a title, and with a description for screen readers. */
export interface Chart {
  readonly title: string;
  /** A description for screen readers. */
  readonly says: string;
  readonly options: Plot.PlotOptions;
  /** A line below the title. */
  readonly note?: string | Html;
  /** The values of the vertical axis. Outliers are drawn at its ends, and the note counts them. */
  readonly values?: {
    readonly points: readonly Place[];
    /** Whether the axis begins at 0. @defaultValue false */
    readonly zero?: boolean;
    /** Values that are NaN or infinite and not among the points. @defaultValue 0 */
    readonly notFinite?: number;
  };
}

/** The size fits two or three drawings in a row on a wide page, and one in a row on a phone. */
const size = { width: 370, height: 230, marginTop: 14, marginRight: 14, marginBottom: 38, marginLeft: 44 };

export function chart({ title, says, options, note, values }: Chart): Html {
  const { axis, marks, outside } = values ? valueAxis(values) : { axis: {}, marks: [], outside: null };
  const notes = [...(note === undefined ? [] : [note]), ...(outside === null ? [] : [html`<b>${outside}</b>`])];
  const drawing = draw({ ...size, ...axis, ...options, marks: [...(options.marks ?? []), ...marks] });
  return html`<figure>
    <figcaption>${title}${notes.map((each) => html`<small>${each}</small>`)}</figcaption>
    ${named(drawing, title, outside === null ? says : `${says} ${outside}.`)}
  </figure>`;
}

/** A vertical axis for values, with marks and a note for values outside of it. */
function valueAxis({ points, zero = false, notFinite = 0 }: NonNullable<Chart['values']>) {
  const found = limitsOf(points.map(({ value }) => value));
  const limits = { ...(zero ? fromZero(found) : found), notFinite: found.notFinite + notFinite };
  return {
    axis: { y: { label: null, grid: true, ticks: 5, zero, ...scaleOf(limits) } },
    marks: edgeMarks(points, limits, 'var(--ink)'),
    outside: outsideText(limits),
  };
}

/**
 * A drawing is one image for screen readers. Plot's own style sheet is removed, because the page has one for all
 * drawings.
 */
function named(svg: string, title: string, says: string): Html {
  const begin = html`<svg role="img" aria-label="${title}" aria-description="${says}" `;
  return trusted(rounded(svg.replace(/<style>.*?<\/style>/s, '')).replace('<svg ', () => begin.text));
}

/** Rounds coordinates to a tenth of a pixel; those of Plot have many digits, which make large files. */
const rounded = (svg: string): string =>
  svg.replace(/ (?:d|transform|[xyr][12]?|c[xy]|width|height)="[^"]*"/g, (attribute) =>
    attribute.replace(/\d+\.\d{2,}/g, (number) => String(Math.round(10 * Number(number)) / 10)),
  );

/** The raw values of a curve in a light colour, and the smoothed ones above them. */
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

/** From early to late; each is visible on white and on black. */
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

/** A legend of names and colours. */
export const legend = (names: readonly string[]): Html =>
  html`<ul class="legend">
    ${names.map((name, i) => html`<li><i style="background:${shade(i, names.length)}"></i>${name}</li>`)}
  </ul>`;

/** An axis from 0 to a number of iterations, with integer ticks. */
export const iterationAxis = (count: number): Plot.ScaleOptions & Plot.AxisOptions => ({
  label: 'batch →',
  domain: [0, count],
  ticks: 5,
  tickFormat: (n: number) => (Number.isInteger(n) ? n.toLocaleString('en-US') : ''),
});
