import { expect, test } from '@jest/globals';
import { ValueError } from '@spikegrad/core';
import { BatchRenorm, BNTT, LinearNorm, OSR, OTS, TdBN, TEBN, VanillaNorm } from '../src/index.js';

/** With an option that the compiler rejects. */
const misspelt = (options?: object): never => ({ ...options, momentun: 0.5 }) as never;

test.each([
  ['OSR', () => new OSR(1, misspelt({ guardRatio: null, gammaGradient: 'official' }))],
  ['LinearNorm', () => new LinearNorm(1, misspelt())],
  ['VanillaNorm', () => new VanillaNorm(1, misspelt({ averaging: 'step' }))],
  ['BatchRenorm', () => new BatchRenorm(1, misspelt({ maxRatio: 2, maxShift: 2, warmUp: 0 }))],
  ['TdBN', () => new TdBN(1, misspelt({ threshold: 2, alpha: 2 }))],
  ['TEBN', () => new TEBN(1, misspelt({ steps: 2 }))],
  ['VanillaNorm', () => new BNTT(1, misspelt({ steps: 2 }))], // of which it is made
  ['OTS', () => new OTS(misspelt({ initial: 2, steps: 2, evaluation: 'causal' }))],
])('%s fails for a misspelt option', (name, call) => {
  expect(call).toThrow(new ValueError(name, 'known options', "'momentun'"));
});
