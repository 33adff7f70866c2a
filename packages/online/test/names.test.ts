import { expect, test } from '@jest/globals';
import { SGD } from '@spikegrad/nn';
import { programNames } from '../../core/test/programNames.js';
import { batchOf, rules, spikingNet, stepOf } from './spikingNet.js';

test.each(rules)('every program of a rule has a name: %s', (name, make) => {
  const names = programNames((backend) => {
    const model = spikingNet({ backend });
    const step = stepOf(model, batchOf({ backend, steps: 4 }));
    make().learn({ model, optimizer: new SGD(model.parameters()), steps: 4, step });
  });
  const own = { ottt: ['ottt trace'], ndot: ['ndot discharge', 'ndot trace'] };
  expect(names).toEqual(expect.arrayContaining(own[name.slice(0, 4) as keyof typeof own] ?? ['sgd']));
  expect(names.filter((each) => each === '' || each.startsWith(' '))).toEqual([]);
});
