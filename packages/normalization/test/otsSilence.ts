import { channelStatistics, concat, elementwise, full, noGrad, Random, type Tensor } from '@spikegrad/core';
import { sequence, State, Threshold } from '@spikegrad/nn';
import { readFigures, type GoldenCase, type Place } from '../../core/test/golden.js';
import { OTS } from '../src/index.js';

const firstStep = elementwise('k of the first step', ['mean', 'variance', 'k', 'known'], ['unbias'], (leaves) => {
  const { mean, variance, k, known, unbias } = leaves;
  const deviation = variance.mul(unbias).sqrt();
  const varies = deviation.greater(mean.abs().mul(1e-5));
  const kept = known.where(k, varies.where(mean.neg().add(1).div(varies.where(deviation, 1)), 0));
  return { theta: varies.mul(known).where(mean.add(deviation.mul(kept)), 1), k: kept, known: known.maximum(varies) };
});

/** OTS as it was: k is set at the first step in which membranes vary, whether or not a neuron fires. */
export class FirstStepOTS extends Threshold {
  override readonly initial = 1;
  private readonly k = new State();
  private readonly known = new State();

  override at(u: Tensor): Tensor {
    this.nextStep();
    return noGrad(() => {
      const { backend, dtype, size } = u;
      const nothing = full([1], 0, { backend, dtype });
      const kept = { k: this.k.value ?? nothing, known: this.known.value ?? nothing };
      const statistics = channelStatistics(u.reshape([1, 1, size]));
      const next = firstStep({ ...statistics, ...kept }, { unbias: size / (size - 1) });
      this.k.value = next.k;
      this.known.value = next.known;
      return next.theta;
    });
  }
}

/** The thresholds of a sequence of membranes, `[T]`. */
const thresholds = (threshold: Threshold, membranes: readonly Tensor[]): Tensor =>
  concat(sequence(threshold, membranes.length, (t) => threshold.at(membranes[t]!)));

/** Membranes of four steps; of unit deviation, some of 240 reach 1 at the first. */
function membranesOf(seed: number, place: Place, scale = 1): readonly Tensor[] {
  const random = new Random(seed);
  return [0, 1, 2, 3].map((t) =>
    random.normal([8, 30], { mean: scale * 0.2 * t, deviation: scale * (1 + 0.3 * t), ...place }),
  );
}

const seeds = [1, 2, 3, 4, 5];

const bits = (x: Tensor): Promise<number[]> => x.data().then((data) => Array.from(data));

/** What the threshold does in a layer that is silent at first, held to the bit on any backend. */
export const silenceCases: readonly GoldenCase[] = [
  {
    name: 'OTS where a neuron fires at the first step, the rule that sets k there to the bit',
    run: async (place) => {
      const figures = seeds.map(async (seed) => {
        const membranes = membranesOf(seed, place);
        const ots = new OTS({ steps: 4, momentum: 0, ...place });
        const received = await bits(thresholds(ots, membranes));
        const expected = await bits(thresholds(new FirstStepOTS(), membranes));
        const remembered = await bits(ots.thresholds!);
        return [
          { name: `thresholds of seed ${seed}`, received: differing(received, expected), expected: 0 },
          { name: `remembered of seed ${seed}`, received: differing(remembered, expected), expected: 0 },
          { name: `threshold that moves of seed ${seed}`, received: Math.sign(expected[3]! - 1), expected: 1 },
        ];
      });
      return (await Promise.all(figures)).flat();
    },
  },
  {
    name: 'OTS after silent sequences, a layer that never saw them to the bit',
    run: async (place) => {
      const [late, never] = [new OTS({ steps: 4, ...place }), new OTS({ steps: 4, ...place })];
      for (const scale of [1e-12, 0.05, 0]) thresholds(late, membranesOf(9, place, scale));
      const untouched = await bits(late.thresholds!);
      for (const seed of seeds) for (const each of [late, never]) thresholds(each, membranesOf(seed, place));
      const [received, expected] = await Promise.all([bits(late.thresholds!), bits(never.thresholds!)]);
      return readFigures([
        { name: 'remembered of silence', received: untouched, expected: [1, 1, 1, 1] },
        { name: 'thresholds that differ', received: differing(received, expected), expected: 0 },
      ]);
    },
  },
  {
    name: 'OTS of a layer that wakes at the third step',
    run: async (place) => {
      const quiet = membranesOf(1, place, 1e-12);
      const loud = membranesOf(2, place);
      const ots = new OTS({ steps: 4, momentum: 0, ...place });
      const first = await bits(thresholds(ots, loud)); // something to remember
      const received = thresholds(ots, [quiet[0]!, quiet[1]!, loud[0]!, loud[1]!]);
      const fourth = (await bits(thresholds(new FirstStepOTS(), [loud[0]!, loud[1]!])))[1]!;
      return readFigures([
        { name: 'thresholds', received, expected: [1, 1, 1, fourth] },
        { name: 'remembered', received: ots.thresholds!, expected: [1, first[1]!, 1, fourth] },
      ]);
    },
  },
];

/** How many values are not the same to the bit. */
const differing = (received: readonly number[], expected: readonly number[]): number =>
  received.filter((value, i) => !Object.is(value, expected[i])).length + Math.abs(received.length - expected.length);
