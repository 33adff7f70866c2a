import { expect, test } from '@jest/globals';
import { meta } from '@spikegrad/core';
import { Sequential, type Module } from '@spikegrad/nn';
import type { NetworkOptions, NormPosition } from '../src/index.js';
import { nfResNetOf, resNetOf, sewResNetOf, vggOf } from './networks.js';

/** A norm that remembers where it was told to stand. */
class Placed extends Sequential {
  readonly place: NormPosition;

  constructor(place: NormPosition) {
    super();
    this.place = place;
  }
}

const options: Partial<NetworkOptions> = { backend: meta(), width: 1 / 32, norm: (_, __, place) => new Placed(place) };

/** The paths of the norms at such places. */
const at = (model: Module, place: NormPosition): readonly string[] =>
  model.namedModules().flatMap(({ path, value }) => {
    const isThere = value instanceof Placed && value.place.summed === place.summed && value.place.ofSum === place.ofSum;
    return isThere ? [path] : [];
  });

const stages = (...blocks: readonly number[]): readonly string[] =>
  blocks.flatMap((count, stage) => Array.from({ length: count }, (_, i) => `layer${stage + 1}.${i}`));

test.each<[string, Module, summed: readonly string[], ofSum: readonly string[]]>([
  ['VGG', vggOf({ ...options, classifier: 'heavy' }), [], []],
  [
    'ResNet-19',
    resNetOf(options),
    ['layer2.0.downsample.1', 'layer3.0.downsample.1'],
    stages(3, 3, 2).map((block) => `${block}.norm2`),
  ],
  ['SEW-ResNet-18', sewResNetOf({ ...options, depth: 18 }), [], []],
  [
    'NF-ResNet-18',
    nfResNetOf({ ...options, depth: 18 }),
    stages(2, 2, 2, 2).flatMap((block) => [
      `${block}.norm2`,
      ...(/[234]\.0$/.test(block) ? [`${block}.downsample.1`] : []),
    ]),
    [],
  ],
])('%s tells its norms whose output is summed, and which read a sum', (_, model, summed, ofSum) => {
  expect(at(model, { summed: true, ofSum: false })).toEqual(summed);
  expect(at(model, { summed: false, ofSum: true })).toEqual(ofSum);
  expect(at(model, { summed: false, ofSum: false }).length).toBeGreaterThan(8);
});
