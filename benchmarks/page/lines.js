import * as Plot from '@observablehq/plot';

/** Colours of lines that differ clearly on white and on black. */
const colours = ['#4c6ef5', '#e0a013', '#e03e52', '#12a878', '#ba3ca0'];

/** Lines with a dot at every value, named beside the picture from the highest to the lowest. */
export function namedLines(rows, { x, y, name }) {
  const names = [...new Set(rows.map((row) => row[name]))];
  const heightOf = (each) => rows.filter((row) => row[name] === each).reduce((sum, row) => sum + row[y], 0);
  const ordered = [...names].sort((a, b) => heightOf(b) - heightOf(a));
  return {
    color: { domain: names, range: colours },
    marks: [
      Plot.line(rows, { x, y, z: name, stroke: name, strokeWidth: 2, marker: true }),
      ...ordered.map((each, i) =>
        Plot.text([each], {
          ...{ text: [each], fill: [each], frameAnchor: 'top-right', textAnchor: 'start' },
          ...{ dx: 14, dy: 8 + 18 * i, fontSize: 12 },
        }),
      ),
    ],
  };
}
