import { formatShape, Tensor } from '@spikegrad/core';
import { isUnderConstruction, livingRoots, originOf, type Origin } from './construction.js';
import { HiddenParameterError } from '../errors.js';

/** A tensor that is saved with a module, which must be able to find it. */
abstract class Kept extends Tensor {
  private readonly origin: Origin | null;
  private isListed = false;

  constructor(value: Tensor, requiresGrad: boolean) {
    super(value.live(), value.shape, requiresGrad);
    value.dispose();
    this.origin = originOf(new.target);
  }

  /** @internal Called by the module that lists it. */
  markListed(): void {
    this.isListed = true;
  }

  /**
   * @internal @throws HiddenParameterError for a value that was made in the constructor of a module and that no module
   * can find
   */
  override live(): ReturnType<Tensor['live']> {
    if (this.origin && !this.isListed) this.checkReach(this.origin);
    return super.live();
  }

  /** Called at use and not at construction: a parameter that was replaced in the constructor is never used. */
  private checkReach(origin: Origin): void {
    const home = origin.root.deref();
    if (!home || isUnderConstruction(origin)) return;
    for (const root of [home, ...livingRoots()]) {
      root.namedParameters();
      root.namedBuffers();
      if (this.isListed) return;
    }
    const maker = origin.name === origin.rootName ? '' : ` of ${origin.name}`;
    throw new HiddenParameterError(
      origin.rootName,
      'parameters, buffers and modules in fields, or in arrays, maps, sets and plain objects of them, where parameters() finds them',
      `a ${this.constructor.name} ${formatShape(this.shape)}${maker} that no module can reach, as in a #private field`,
    );
  }
}

/** A learned tensor of a module. It is listed, saved, and updated by optimizers. It takes ownership of its value. */
export class Parameter extends Kept {
  constructor(value: Tensor) {
    super(value, true);
  }
}

/** A tensor of a module that is not learned, such as running statistics. It is listed and saved. */
export class Buffer extends Kept {
  constructor(value: Tensor) {
    super(value, false);
  }
}
