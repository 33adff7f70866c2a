import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { printableLines } from '@spikegrad/files';

/** Size of one panel, in pixels. */
const width = 760;
const height = 260;

/** Paper and ink; Plot draws in the current colour. They follow the reader's system, in a page that shows the picture as an image too. */
const style = `<style>
  svg { color: #222; --plot-background: #fff; background: #fff }
  @media (prefers-color-scheme: dark) { svg { color: #ddd; --plot-background: #16181c; background: #16181c } }
</style>`;

/** Options of a drawing of Observable Plot. Its own types are not among ours: they need those of d3, which it does not install. */
export type Panel = object;

/** Panels one above the other, as one SVG. */
export function stackedPanels(panels: readonly Panel[]): string {
  const placed = panels.map((panel, i) => draw(panel).replace('<svg ', `<svg y="${i * height}" `));
  const size = `width="${width}" height="${panels.length * height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${style}\n${placed.join('\n')}\n</svg>\n`;
}

/** Plot needs a document to draw into; a title is drawn as text, because a figure is not an image. */
export function draw(panel: Panel): string {
  const { title, ...options } = panel as Plot.PlotOptions;
  const { document } = parseHTML('<html><body></body></html>');
  const heading = title ? [Plot.text([title], { frameAnchor: 'top', dy: -18, fontSize: 14, fontWeight: 'bold' })] : [];
  const plot = Plot.plot({
    ...{ width, height, marginTop: 30, marginRight: 150, marginLeft: 50 },
    ...options,
    marks: [...(options.marks ?? []), ...heading],
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
  });
  return printableLines(plot.outerHTML);
}
