import { expect, test } from '@jest/globals';
import {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  concat,
  conv2d,
  cpu,
  flip,
  gather,
  matmul,
  meta,
  pad,
  Random,
  zeros,
  type Backend,
  type DType,
  type Tensor,
} from '@spikegrad/core';

type Make = (of: (...shape: readonly number[]) => Tensor) => Tensor | readonly Tensor[];

/** Calls that reach every kernel, with results of other lengths along every axis. */
const calls: Readonly<Record<string, Make>> = {
  elementwise: (of) => of(2, 1, 4).add(of(3, 1)),
  reduce: (of) => [of(2, 3, 4).sum([0, 2]), of(2, 3, 4).max(1, { keepAxes: true })],
  argmax: (of) => of(2, 3, 4).argmax(1),
  matmul: (of) => matmul(of(5, 2, 3), of(3, 4)),
  permute: (of) => of(2, 3, 4).permute([2, 0, 1]),
  slice: (of) => of(2, 5).slice(1, 1, 4),
  pad: (of) => pad(of(2, 3), [[1, 0], [2, 3]]), // prettier-ignore
  flip: (of) => flip(of(2, 3), 1),
  concat: (of) => concat([of(2, 3), of(2, 4)], 1),
  gather: (of) => gather(of(4, 3), zeros([5], { backend: of(1).backend, dtype: of(1).dtype })),
  conv2d: (of) => conv2d(of(2, 3, 6, 5), of(4, 3, 3, 2), of(4), { stride: [2, 1], padding: [1, 0] }),
  avgPool2d: (of) => of(2, 3, 6, 5).avgPool2d([3, 2], { stride: [2, 1] }),
  maxPool2d: (of) => of(2, 3, 6, 5).maxPool2d([3, 2], { stride: [2, 1], padding: [1, 0] }),
  channelStatistics: (of) => Object.values(channelStatistics(of(2, 3, 4))),
  channelAffine: (of) => channelAffine(of(2, 3, 4), of(3), of(3)),
  channelNormGradient: (of) => {
    const [dy, x, mean, inverseDeviation, scale] = [of(2, 3, 4), of(2, 3, 4), of(3), of(3), of(3)].map((t) =>
      t.detach(),
    );
    const norm = { x: x!, mean: mean!, inverseDeviation: inverseDeviation!, scale: scale! };
    return Object.values(channelNormGradient(dy!, norm));
  },
};

/** The shapes of the results and of the gradients of a call, and what the backend holds afterwards and held at most. */
function outcomeOf(make: Make, backend: Backend, dtype: DType): unknown {
  const leaves: Tensor[] = [];
  const random = new Random(1);
  const made = make((...shape) => {
    const leaf = random.normal(shape, { backend, dtype, requiresGrad: true });
    leaves.push(leaf);
    return leaf;
  });
  const results = [made].flat();
  for (const y of results) if (y.requiresGrad) y.sum().backward({ retainGraph: true });
  const shapes = [results, leaves.map(({ grad }) => grad)].map((list) => list.map((x) => x?.shape ?? null));
  return { shapes, dtypes: results.map((y) => y.dtype), memory: backend.memory() };
}

test.each(
  Object.entries(calls).flatMap(([name, make]) =>
    (['float32', 'float64'] as const).map((dtype) => [name, dtype, make] as const),
  ),
)('meta gives the shapes that the reference gives, and holds as much: %s, %s', (_, dtype, make) => {
  expect(outcomeOf(make, meta(), dtype)).toEqual(outcomeOf(make, cpu(), dtype));
});

test('the peak of meta begins anew when it is asked to', () => {
  const backend = meta();
  zeros([100], { backend }).dispose();
  const kept = zeros([10], { backend });
  expect(backend.memory()).toEqual({ tensors: 1, bytes: 40, peakBytes: 400 });
  backend.resetPeak();
  expect(backend.memory().peakBytes).toBe(40);
  kept.dispose();
  expect(backend.memory()).toEqual({ tensors: 0, bytes: 0, peakBytes: 40 });
});
