import { describe, expect, test } from '@jest/globals';
import { cpu, FreedTensorError, keep, ones, scope, tensor, ValueError, type Tensor } from '@spikegrad/core';
import { read } from './read.js';

describe('a scope', () => {
  test('frees tensors made in it and keeps what it returns', () => {
    const backend = cpu();
    const x = ones([4], { backend });
    let square: Tensor | undefined;
    const norm = scope(() => {
      square = x.mul(x);
      return square.sum().sqrt();
    });
    expect(square!.isFreed).toBe(true);
    expect(x.isFreed).toBe(false);
    expect(read(norm)).toEqual([2]);
    expect(backend.memory()).toMatchObject({ tensors: 2, bytes: 20 });
  });

  test('keeps tensors in arrays, maps and plain objects, at any depth, also in circular ones', () => {
    const circle: { self?: unknown; x?: Tensor } = {};
    const result = scope(() => {
      circle.x = ones([1]);
      circle.self = circle;
      return { list: [ones([1]), [ones([2])]], map: new Map([['a', ones([3])]]), circle, nothing: null };
    });
    const all = [...result.list.flat(), result.map.get('a')!, circle.x!];
    expect(all.map((t) => t.isFreed)).toEqual([false, false, false, false]);
  });

  test('does not search objects of classes', () => {
    const holder = scope(() => new (class Holder { readonly x = ones([1]); })()); // prettier-ignore
    expect(holder.x.isFreed).toBe(true);
  });

  test('inside another moves what it returns to the outer one', () => {
    const inner: Tensor[] = [];
    const outer = scope(() => {
      const [kept, passed] = scope(() => [ones([1]), ones([2])] as const);
      inner.push(kept, passed);
      expect(kept.isFreed).toBe(false);
      return passed;
    });
    expect(inner.map((t) => t.isFreed)).toEqual([true, false]);
    expect(outer).toBe(inner[1]);
  });

  test('frees everything when its function throws, and the outer scope continues', () => {
    const made: Tensor[] = [];
    const outer = scope(() => {
      const fail = () =>
        scope(() => {
          made.push(ones([1]));
          throw new RangeError('mine');
        });
      expect(fail).toThrow('mine');
      return ones([2]);
    });
    expect(made[0]!.isFreed).toBe(true);
    expect(outer.isFreed).toBe(false);
  });

  test('fails for an async function, frees its tensors and leaves no unhandled rejection', async () => {
    const made: Tensor[] = [];
    const asynchronous = () =>
      scope(async () => {
        made.push(ones([1]));
        await Promise.resolve();
        return made[0]!.data();
      });
    expect(asynchronous).toThrow(ValueError);
    expect(made[0]!.isFreed).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('does not free what was passed to keep, at any depth', () => {
    const x = scope(() => {
      const kept: Tensor[] = [];
      scope(() => {
        kept.push(ones([3]).keep(), keep(ones([2])));
      });
      return () => kept;
    })();
    expect(x.map((t) => t.isFreed)).toEqual([false, false]);
  });

  test('keeps the gradient of an outer leaf, and frees that of a leaf it frees', () => {
    const outside = tensor([2], { requiresGrad: true });
    const gradients = scope(() => {
      const inside = tensor([3], { requiresGrad: true });
      outside.mul(inside).sum().backward();
      const held = inside.grad!;
      return () => [outside.grad!, held];
    })();
    expect(gradients.map((t) => t.isFreed)).toEqual([false, true]);
    const returned = scope(() => {
      const inside = tensor([3], { requiresGrad: true });
      inside.mul(inside).backward();
      return inside;
    });
    expect(read(returned.grad!)).toEqual([6]);
  });

  test('using a freed tensor fails with an error that names the shape', () => {
    let lost: Tensor | undefined;
    scope(() => {
      lost = ones([2, 3]);
    });
    for (const touch of [() => lost!.add(1), () => lost!.dataSync(), () => lost!.dtype, () => lost!.reshape([6])]) {
      expect(touch).toThrow(FreedTensorError);
    }
    expect(() => lost!.sum()).toThrow('one of shape [2, 3] that was freed');
    expect(String(lost)).toBe('Tensor [2, 3] freed');
  });
});

describe('storage', () => {
  test('shared by two tensors is freed once, with the last', () => {
    const backend = cpu();
    const x = ones([6], { backend });
    const y = x.reshape([2, 3]);
    x.dispose();
    x.dispose();
    expect(backend.memory().tensors).toBe(1);
    expect(read(y)).toEqual([1, 1, 1, 1, 1, 1]);
    y.dispose();
    expect(backend.memory()).toMatchObject({ tensors: 0, bytes: 0, peakBytes: 24 });
  });
});
