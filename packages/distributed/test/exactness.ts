import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';

export const exactScript = fileURLToPath(new URL('ranks/exact.mjs', import.meta.url));

/** The differences of one case on each rank. */
interface Case {
  readonly losses: readonly number[];
  readonly epochs: readonly number[];
  readonly weights: readonly number[];
  readonly random: readonly number[];
  readonly fires: boolean;
  readonly learns: boolean;
}

/** The largest difference of all cases. Checks also that every network fires and learns, and draws as many numbers. */
export function mostDifference(report: Readonly<Record<string, Case>>): number {
  for (const [name, { fires, learns, random }] of Object.entries(report))
    expect({ name, fires, learns, random: Math.max(...random) }).toEqual({
      name,
      fires: true,
      learns: true,
      random: 0,
    });
  // A difference that is no number stays in the list, and no comparison with it is true.
  return Math.max(
    ...Object.values(report).flatMap(({ losses, epochs, weights }) => [...losses, ...epochs, ...weights]),
  );
}
