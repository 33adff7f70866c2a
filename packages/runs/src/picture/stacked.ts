import type { Panel } from './svg.js';

/**
 * Panels one above the other, as one SVG: options of drawings of Observable Plot, each with a title if it likes. Plot is loaded by the first
 * call, so that programs which draw nothing do not wait for it.
 */
export const stacked = async (panels: readonly Panel[]): Promise<string> =>
  (await import('./svg.js')).stackedPanels(panels);
