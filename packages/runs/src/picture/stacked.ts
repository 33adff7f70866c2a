import type { Panel } from './svg.js';

/**
 * Panels one above the other, as one SVG. A panel has the options of a plot of Observable Plot, and may have a title.
 * The first call loads Plot, so programs that draw nothing do not load it.
 */
export const stacked = async (panels: readonly Panel[]): Promise<string> =>
  (await import('./svg.js')).stackedPanels(panels);
