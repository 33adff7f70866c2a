/**
 * Positions of labels, in the order of their values: each at its value, or moved so that neighbours are at least
 * `gap` apart. All are between `low` and `high`; if there is not enough room, the gaps are smaller.
 */
export function apart(values: readonly number[], gap: number, low = -Infinity, high = Infinity): readonly number[] {
  const distance = Math.min(gap, (high - low) / Math.max(1, values.length - 1));
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
  const places = order.map((i) => Math.min(Math.max(values[i]!, low), high));
  for (let i = 1; i < places.length; i++) places[i] = Math.max(places[i]!, places[i - 1]! + distance);
  if (places.length > 0) places[places.length - 1] = Math.min(places.at(-1)!, high);
  for (let i = places.length - 2; i >= 0; i--) places[i] = Math.min(places[i]!, places[i + 1]! - distance);
  const placed = Array.from(values, () => 0);
  for (const [i, place] of order.entries()) placed[place] = places[i]!;
  return placed;
}
