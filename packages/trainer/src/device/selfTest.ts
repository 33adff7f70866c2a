import { ones, scope, tensor, type Backend } from '@spikegrad/core';

/** Rows of the matrix in the larger self-test. */
const side = 150;

/**
 * Checks that a backend computes correctly. @returns the fault, or null. It computes a product, a formula and a
 * gradient with known results, and a product that is large enough to use every thread.
 */
export async function selfTest(backend: Backend): Promise<string | null> {
  const gradient = scope(() => {
    const x = tensor([[1, 2, 3]], { backend, requiresGrad: true });
    x.matmul(x.transpose()).sqrt().sum().backward();
    return x.grad!;
  });
  const received = Array.from(await gradient.data());
  gradient.dispose();
  const norm = Math.sqrt(14);
  const right = received.every((value, i) => Math.abs(value - (i + 1) / norm) < 1e-6);
  if (!right) return `self-test: received ${received.join(', ')} for (1, 2, 3) / √14`;
  const large = scope(() => ones([side, side], { backend }).matmul(ones([side, side], { backend })));
  const wrong = (await large.data()).findIndex((value) => value !== side);
  large.dispose();
  return wrong < 0 ? null : `self-test: wrong value at entry ${wrong} of ${side} × ${side} ones squared`;
}
