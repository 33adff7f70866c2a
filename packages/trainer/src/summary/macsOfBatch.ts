/**
 * Multiply-adds of a training step as if the network were dense: at each time step the forward pass, the gradient to the weights and the
 * gradient to the layer below take as many each.
 *
 * @param macs those of one forward pass, of as many images as are learned from
 */
export const macsOfBatch = (macs: number, steps: number): number => 3 * macs * steps;
