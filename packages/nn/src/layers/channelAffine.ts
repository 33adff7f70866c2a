import { channelAffine, full, type CreateOptions, type Tensor } from '@spikegrad/core';
import { Module } from '../module/module.js';
import { Buffer } from '../module/parameter.js';

/** A fixed scale and shift per channel of `[N, C, …]`. It replaces a norm that cannot be folded into a synapse. */
export class ChannelAffine extends Module {
  /** `[C]`, begins as ones. */
  readonly scale: Buffer;
  /** `[C]`, begins as zeros. */
  readonly shift: Buffer;

  constructor(channels: number, place: Pick<CreateOptions, 'backend' | 'dtype'> = {}) {
    super();
    this.scale = new Buffer(full([channels], 1, place));
    this.shift = new Buffer(full([channels], 0, place));
  }

  override forward(x: Tensor): Tensor {
    return channelAffine(x, this.scale, this.shift);
  }
}
