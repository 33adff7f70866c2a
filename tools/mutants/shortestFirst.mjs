import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import TestSequencer from '@jest/test-sequencer';

/** The files in the order of the plan, which begins with the quickest. */
export default class ShortestFirst extends TestSequencer {
  sort(tests) {
    const order = Object.keys(JSON.parse(readFileSync(process.env.MUTANTS_PLAN, 'utf8')));
    const placeOf = ({ path }) => order.indexOf(basename(path));
    return [...tests].sort((a, b) => placeOf(a) - placeOf(b));
  }
}
