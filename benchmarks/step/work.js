/** T of the paper's runs on still images. */
export const steps = 4;
/** Seconds that every program works before it is timed: an engine compiles what is called often anew, and better. */
export const warmUp = 4;
/** Multiply-adds of the paper's VGG for one 32 × 32 image and time step. */
const macs = 605.8e6;
/** Forward, gradient to the weights, gradient to the layer below: as many multiply-adds each. */
const passes = 3;

/** Floating-point operations of one training step if the network were dense. */
export const stepFlop = (images) => 2 * macs * passes * steps * images;
