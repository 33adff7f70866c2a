import { createHash } from 'node:crypto';

const placeOf = (seed, { file, line, mutator, original, replacement, count }) =>
  createHash('sha256')
    .update(JSON.stringify([seed, file, line, mutator, original, replacement, count]))
    .digest('hex');

/**
 * The first `count` mutants in the order that the seed gives: a mutant's place depends on itself and the seed alone.
 *
 * @template {import('./list.mjs').Mutant} M
 * @param {readonly M[]} mutants
 * @param {number} count
 * @param {number} seed
 */
export function draw(mutants, count, seed) {
  return mutants
    .map((mutant) => ({ mutant, place: placeOf(seed, mutant) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}
