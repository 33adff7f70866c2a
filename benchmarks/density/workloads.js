import { layerOf } from '../step/roles.js';

/** Shares of inputs that are not 0. */
export const densities = [0.02, 0.05, 0.15, 0.3, 0.5, 1];

const layer = (inputs, outputs, side, times = 1) => ({ inputs, outputs, side, times });

/** Two full-width layers of the paper's VGG, and all of its convolutions behind the first, which reads images. */
export const single = [layer(256, 256, 16), layer(512, 512, 8)];
export const whole = [
  ...[layer(64, 128, 32), layer(128, 256, 16), layer(256, 256, 16)],
  ...[layer(256, 512, 8), layer(512, 512, 8), layer(512, 512, 4, 2)],
];

/** As in other tables. */
export const nameOf = ({ inputs, outputs, side }) =>
  layerOf('conv2d', { x: { shape: [1, inputs, side, side] }, w: { shape: [outputs, inputs, 3, 3] } });
