/** Whether the reader's system uses a dark theme. */
export const darkness = matchMedia('(prefers-color-scheme: dark)');

/** A colour of the style sheet. */
export const colourOf = (name: 'ink' | 'soft' | 'line' | 'trace' | 'accent'): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** The colour of a layer: from violet at the input to amber at the output. */
export function layerColour(layer: number, count: number): string {
  const share = count > 1 ? layer / (count - 1) : 0;
  const hue = 255 + 150 * share;
  const light = darkness.matches ? 68 : 52 - 8 * share;
  return `hsl(${hue.toFixed(0)} 72% ${light.toFixed(0)}%)`;
}
