import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  conv2d,
  cpu,
  elementwise,
  FreedTensorError,
  grad,
  release,
  Random,
  reshape,
  scope,
  tensor,
  type Tensor,
} from '../src/index.js';

const square = (x: Tensor): Tensor => x.mul(x);

describe('A value that is released', () => {
  test('is freed at once if no gradient reads it, and gradients still flow through its node', () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const sum = x.add(1);
    const y = sum.mul(2);
    release(sum);
    expect(sum.isFreed).toBe(true);
    expect(() => sum.add(1)).toThrow(FreedTensorError);
    expect(Array.from(grad(y.sum(), [x])[0].dataSync())).toEqual([2, 2, 2]);
  });

  test('is kept until the last gradient that reads it has been computed', () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const middle = x.add(1);
    const y = square(middle).add(square(middle)).sum();
    release(middle);
    expect(middle.isFreed).toBe(false);
    y.backward();
    expect(middle.isFreed).toBe(true);
    expect(Array.from(x.grad!.dataSync())).toEqual([8, 12, 16]);
  });

  test('is kept for later passes if the graph is kept', () => {
    const x = tensor([3], { requiresGrad: true });
    const middle = x.mul(2);
    const y = square(middle);
    release(middle);
    y.backward({ retainGraph: true });
    expect(middle.isFreed).toBe(false);
    y.backward();
    expect(Array.from(x.grad!.dataSync())).toEqual([48]);
    expect(middle.isFreed).toBe(true);
  });

  test('is kept for gradients of gradients', () => {
    const x = tensor([3], { requiresGrad: true });
    const middle = x.add(0);
    const y = square(middle).mul(middle);
    release(middle);
    const [first] = grad(y, [x], { createGraph: true });
    expect(Array.from(grad(first, [x])[0].dataSync())).toEqual([18]);
  });

  test('keeps its memory for tensors that share it', () => {
    const x = tensor([[1, 2]], { requiresGrad: true });
    const y = x.add(1);
    const flat = reshape(y, [2]);
    release(y);
    expect(y.isFreed).toBe(true);
    expect(Array.from(flat.dataSync())).toEqual([2, 3]);
  });

  test('of a formula is kept only if the derivative reads it: a leak reads nothing, a product reads both factors', () => {
    const leak = elementwise('leak', ['x', 'v'], ['rate'], ({ x, v, rate }) => v.mul(rate).add(x));
    const gate = elementwise('gate', ['x', 'v'], [], ({ x, v }) => v.mul(x));
    const [x, v] = [tensor([1, 2], { requiresGrad: true }), tensor([3, 4], { requiresGrad: true })];
    const [a, b, c] = [v.add(1), v.add(2), x.add(1)];
    leak({ x, v: a }, { rate: 0.5 });
    gate({ x: c, v: b });
    for (const each of [a, b, c]) release(each);
    expect([a, b, c].map((each) => each.isFreed)).toEqual([true, false, false]);
  });

  test('changes no gradient of what is computed from it', () => {
    const steps: Record<string, (x: Tensor, w: Tensor) => Tensor> = {
      add: (x) => x.add(x),
      gate: (x) => x.mul(x.sigmoid()),
      pool: (x) => x.sum([2, 3], { keepAxes: true }).add(x),
      convolve: (x, w) => conv2d(x, w, null, { padding: 1 }),
      shape: (x) => reshape(reshape(x, [x.size]), x.shape),
    };
    const names = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(names, fc.nat(1000), (chosen, seed) => {
        const gradients = (isReleased: boolean): readonly number[][] =>
          scope(() => {
            const random = new Random(seed);
            const options = { backend: cpu(), requiresGrad: true };
            const [x, w] = [random.normal([1, 2, 3, 3], options), random.normal([2, 2, 3, 3], options)];
            let y: Tensor = x;
            for (const name of chosen) {
              const next = steps[name]!(y, w);
              if (isReleased && y !== x) release(y);
              y = next;
            }
            return grad(y.mul(y).sum().add(w.sum()), [x, w]).map((each) => Array.from(each.dataSync()));
          });
        expect(gradients(true)).toEqual(gradients(false));
      }),
      { numRuns: 60 },
    );
  });
});

test('A convolution with a bias holds one tensor, with or without a gradient', () => {
  const backend = cpu();
  const random = new Random(1);
  const [x, w, b] = [[1, 2, 5, 5], [3, 2, 3, 3], [3]].map((shape) =>
    random.normal(shape, { backend, requiresGrad: true }),
  );
  const before = backend.memory().tensors;
  scope(() => {
    const y = conv2d(x!, w!, b!);
    expect(backend.memory().tensors).toBe(before + 1);
    return y.shape;
  });
});
