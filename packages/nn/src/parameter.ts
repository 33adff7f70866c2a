import { Tensor } from '@spikegrad/core';

/** A learned tensor of a module: walked, saved, moved by optimizers. Takes over the value it is made of. */
export class Parameter extends Tensor {
  constructor(value: Tensor) {
    super(value.live(), value.shape, true);
    value.dispose();
  }
}

/** A kept tensor of a module that is not learned, such as running statistics: walked and saved. */
export class Buffer extends Tensor {
  constructor(value: Tensor) {
    super(value.live(), value.shape);
    value.dispose();
  }
}
