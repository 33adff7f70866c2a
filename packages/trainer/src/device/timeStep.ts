import { conv2d, Random, valueAndGrad, type Backend, type Tensor } from '@spikegrad/core';

const repeats = 5;

/** Milliseconds of a short training step, the minimum of a few: a convolution of 64 channels, forward and backward. */
export async function timeStep(backend: Backend): Promise<number> {
  const random = new Random(1);
  const image = random.normal([8, 64, 16, 16], { backend });
  const weight = random.normal([64, 64, 3, 3], { backend });
  const step = valueAndGrad((w: Tensor) => conv2d(image, w, null, { padding: 1 }).mean());
  const once = async (): Promise<number> => {
    const begin = performance.now();
    const { value, gradients } = step(weight);
    await gradients[0].data();
    for (const each of [value, gradients[0]]) each.dispose();
    return performance.now() - begin;
  };
  await once(); // kernels are compiled at their first use
  const times: number[] = [];
  for (let i = 0; i < repeats; i++) times.push(await once());
  image.dispose();
  weight.dispose();
  return Math.min(...times);
}
