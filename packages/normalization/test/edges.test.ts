import { expect, test } from '@jest/globals';
import { ones } from '@spikegrad/core';
import { forwardSequence, sequence } from '@spikegrad/nn';
import { BatchRenorm, BNTT, OSR, OTS, TdBN, TEBN, VanillaNorm } from '../src/index.js';

const tiny = Number.MIN_VALUE;

test.each<[string, () => unknown]>([
  ['one channel', () => new OSR(1)],
  ['a tiny ε', () => new VanillaNorm(1, { epsilon: tiny })],
  ['a momentum of 0', () => [new OSR(1, { momentum: 0 }), new OTS({ momentum: 0 })]],
  ['a tiny scale', () => [new VanillaNorm(1, { initialScale: tiny }), new TdBN(1, { alpha: 1e-9 })]],
  ['a guard just above 1', () => new OSR(1, { guardRatio: 1 + 2 ** -20 })],
  ['a renormalisation that is clipped to nothing', () => new BatchRenorm(1, { maxRatio: 1, maxShift: 0, warmUp: 0 })],
  ['something for one step', () => [new TEBN(1, { steps: 1 }), new BNTT(1, { steps: 1 }), new OTS({ steps: 1 })]],
  ['a tiny first threshold', () => new OTS({ initial: tiny })],
  [
    'the last step there is something for',
    () => {
      const ots = new OTS({ steps: 2 });
      return sequence(ots, 2, () => ots.forward(ones([3])));
    },
  ],
  ['as many steps as there are scales', () => forwardSequence(new TEBN(1, { steps: 2 }), ones([2, 2, 1]))],
])('%s is in the valid range', (_, make) => expect(make).not.toThrow());
