import { constant, Conv2d, kaimingFanOut, Linear, normal, WSConv2d, type Initialiser } from '@spikegrad/nn';
import type { ResolvedOptions } from './networkOptions.js';

/** Makes a square convolution, padded so that a stride of 1 keeps height and width. */
export type MakeConvolution = (
  plan: ResolvedOptions,
  inputs: number,
  outputs: number,
  kernel: number,
  stride?: number,
) => Conv2d;

const maker =
  (Convolution: typeof Conv2d, initialBias?: Initialiser): MakeConvolution =>
  ({ random, placement }, inputs, outputs, kernel, stride = 1) =>
    new Convolution(inputs, outputs, kernel, {
      ...{ random, stride, padding: (kernel - 1) / 2, initialWeight: kaimingFanOut },
      ...(initialBias && { initialBias }),
      ...placement,
    });

/** A convolution with a bias, as in the published networks: weights N(0, 2 / (out · k²)), biases 0. */
export const convolution = maker(Conv2d, constant(0));

/** The same with biases in ±1/√fan-in. */
export const convolutionOfDrawnBias = maker(Conv2d);

/** The same with biases 0 and scaled weight standardisation. */
export const standardisedConvolution = maker(WSConv2d, constant(0));

/** A linear layer with weights N(0, deviation²) and biases 0. */
export const classifier = (
  { random, placement }: ResolvedOptions,
  inputs: number,
  outputs: number,
  deviation = 0.01,
): Linear =>
  new Linear(inputs, outputs, { random, initialWeight: normal(deviation), initialBias: constant(0), ...placement });
