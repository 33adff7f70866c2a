/**
 * Multiply-adds of a training step of the equivalent dense network. At each time step, the forward pass, the weight
 * gradient and the input gradient take the same number.
 *
 * @param macs multiply-adds of one forward pass of the batch
 */
export const macsOfBatch = (macs: number, steps: number): number => 3 * macs * steps;
