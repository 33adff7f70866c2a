import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { printableLines } from '@spikegrad/files';

/** Size of one panel, in pixels; a panel may say another height. */
const width = 760;
const height = 260;
const titleHeight = 26;

/**
 * Background and text colours; Plot draws in the current colour. They follow the colour scheme of the reader's
 * system, also when a page shows the picture as an image.
 */
const style = `<style>
  svg { color: #222; --plot-background: #fff; background: #fff }
  @media (prefers-color-scheme: dark) { svg { color: #ddd; --plot-background: #16181c; background: #16181c } }
</style>`;

/**
 * Options of a drawing of Observable Plot. We do not use its types, because they need those of d3, which it does not
 * install.
 */
export type Panel = object;

/** Panels one above the other, as one SVG. */
export function stackedPanels(panels: readonly Panel[]): string {
  let y = 0;
  const place = (options: Plot.PlotOptions): string => {
    const placed = draw(options).replace('<svg ', `<svg y="${y}" `);
    y += options.height ?? height;
    return placed;
  };
  const placed = panels.flatMap((panel) => {
    const { title, ...options } = panel as Plot.PlotOptions;
    return [...(title ? [place(titleOf(title))] : []), place(options)];
  });
  const size = `width="${width}" height="${y}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size}>\n${style}\n${placed.join('\n')}\n</svg>\n`;
}

/**
 * A title is a separate row, so that labels of its panel do not overlap it. It is drawn as text, because Plot would
 * make a `figure` element of it.
 */
const titleOf = (title: string | Node): Plot.PlotOptions => ({
  ...{ height: titleHeight, marginTop: 0, marginRight: 0, marginBottom: 0, marginLeft: 0 },
  marks: [Plot.text([title], { frameAnchor: 'middle', fontSize: 14, fontWeight: 'bold' })],
});

/** Plot needs a document to draw into. */
export function draw(options: Panel): string {
  const { document } = parseHTML('<html><body></body></html>');
  const plot = Plot.plot({
    ...{ width, height, marginTop: 30, marginRight: 150, marginLeft: 50 },
    ...options,
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
  });
  return printableLines(plot.outerHTML);
}
