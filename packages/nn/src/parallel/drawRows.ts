import type { Random, Tensor } from '@spikegrad/core';
import type { BatchParts } from './batchParts.js';

/**
 * Random numbers for the rows of this rank: those that one process would draw for the same samples of the whole batch.
 * Afterwards the generator has the same state on every rank.
 *
 * @param x the tensor whose values the numbers are for, `[N, …]` with one draw for each value
 */
export function drawRows(random: Random, parts: BatchParts | null, x: Tensor, draw: () => Tensor): Tensor {
  if (!parts) return draw();
  const { state } = random;
  const row = x.size / x.shape[0]!;
  random.seek({ ...state, index: state.index + parts.first * row });
  const drawn = draw();
  random.seek({ ...state, index: state.index + parts.total * row });
  return drawn;
}
