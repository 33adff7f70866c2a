import type { Tensor } from '@spikegrad/core';

/** Whether a batch is one of frames, `[T, N, C, H, W]`, and not of still images, `[N, C, H, W]`. */
export const hasFrames = ({ shape }: Pick<Tensor, 'shape'>): boolean => shape.length === 5;
