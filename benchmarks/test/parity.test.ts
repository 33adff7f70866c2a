import { describe, expect, test } from '@jest/globals';
import { bounds, holds } from '../parity/bounds.js';
import { parityRates, paritySetting, parityTable } from '../parity/page.js';

const row = {
  ...{
    network: 'vgg',
    method: 'OTTT',
    dtype: 'float64',
    state: 2e-9,
    path: 'features.0.norm.beta',
    loss: 1e-12,
    flipped: 0,
  },
  rates: { 'features.0': [0.1, 0.2], 'features.1': [0.05, 0.4] },
};

describe('a comparison of training with PyTorch', () => {
  test.each([
    ['as it should be', {}, true],
    ['with states too far apart', { state: 2e-8 }, false],
    ['with such states in float32', { state: 2e-8, dtype: 'float32' }, true],
    ['with losses too far apart in float32', { loss: 2e-4, dtype: 'float32' }, false],
    ['with a state that is no number', { state: Number.NaN }, false],
    ['with a silent layer', { rates: { a: [0.01, 0.2] } }, false],
    ['with a layer that fires all the time', { rates: { a: [0.1, 0.6] } }, false],
    ['without layers', { rates: {} }, false],
    ['with a flipped spike in every fourth step', { flipped: 5, dtype: 'float32' }, true],
    ['with more flipped spikes', { flipped: 6, dtype: 'float32' }, false],
  ])('%s', (_, change, expected) => {
    expect(holds({ ...row, ...change }, 20)).toBe(expected);
  });

  test('is shown with its bound, its rates, and whether it holds', () => {
    const figures = { torch: { absent: null }, rows: [{ ...row, holds: false }], bounds };
    expect(parityTable(figures)).toContain(
      '2.0e-9 (`features.0.norm.beta`) | 1e-8, **above the bound** | 0 | 5.00 % to 40.0 %',
    );
    expect(parityRates(figures)).toBe('* VGG, OTTT: `features.0` 10.0 to 20.0, `features.1` 5.0 to 40.0');
  });

  test('says why nothing was compared', () => {
    const figures = { torch: { absent: 'not measured: no PyTorch' }, rows: [], bounds, count: 20, setting: {} };
    for (const text of [parityTable, parityRates, paritySetting])
      expect(text(figures)).toBe('not measured: no PyTorch');
  });
});
