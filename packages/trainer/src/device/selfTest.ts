import { ones, scope, tensor, type Backend } from '@spikegrad/core';

/** Rows of the larger self-test. */
const side = 150;

/** Whether a backend computes rightly: says what is wrong, or null. A product, a formula and a gradient, worked by hand, and a product large enough for every thread to take part. */
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
  if (!right) return `its self-test gave ${received.join(', ')} for (1, 2, 3) / √14`;
  const large = scope(() => ones([side, side], { backend }).matmul(ones([side, side], { backend })));
  const wrong = (await large.data()).findIndex((value) => value !== side);
  large.dispose();
  return wrong < 0 ? null : `its self-test went wrong at entry ${wrong} of ${side} × ${side} ones squared`;
}
