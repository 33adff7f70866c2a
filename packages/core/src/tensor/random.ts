import { fromData, resolved, zeros, type CreateOptions } from './create.js';
import { ValueError } from '../errors.js';
import { checkShape, sizeOf, type Shape } from '../shape.js';
import { threefry, threefryInto } from './threefry.js';
import type { Tensor } from '../tape/tensor.js';

/** The state of a generator. With it, a generator continues bit for bit. */
export interface RandomState {
  readonly seed: number;
  readonly stream: number;
  readonly index: number;
}

const twoTo32 = 2 ** 32;

/** The two 32-bit words of the latest draw. */
const words = new Int32Array(2);

/**
 * A counter-based random number generator. Every draw is a function of `(seed, stream, index)` only, so results are the
 * same on every backend, for any number of threads and after a resume.
 *
 * @example
 * const random = new Random(1);
 * random.uniform([2, 3]); // the first six draws of stream 0
 */
export class Random {
  readonly seed: number;
  readonly stream: number;
  private index: number;

  /**
   * @param seed a whole number from 0 to 2³² − 1 @param stream a whole number from 0 to 2³² − 1; streams of one seed
   * are independent
   */
  constructor(seed: number, stream = 0, index = 0) {
    for (const word of [seed, stream]) {
      if (!Number.isInteger(word) || word < 0 || word >= twoTo32) {
        throw new ValueError('Random', 'seed and stream as whole numbers from 0 to 4294967295', String(word));
      }
    }
    checkIndex('Random', index);
    this.seed = seed;
    this.stream = stream;
    this.index = index;
  }

  static from(state: RandomState): Random {
    return new Random(state.seed, state.stream, state.index);
  }

  get state(): RandomState {
    return { seed: this.seed, stream: this.stream, index: this.index };
  }

  /** Continues from a saved state of the same seed and stream. */
  seek(state: RandomState): void {
    if (state.seed !== this.seed || state.stream !== this.stream) {
      throw new ValueError('Random.seek', `seed ${this.seed}, stream ${this.stream}`, `${state.seed}, ${state.stream}`);
    }
    checkIndex('Random.seek', state.index);
    this.index = state.index;
  }

  /** A generator with its own stream: the child of this name, or a new child at each call without a name. */
  split(name?: string | number): Random {
    const counter = name === undefined ? [this.index++, 0] : hash(String(name));
    const [stream] = threefry(this.seed, this.stream ^ 0x5bd1e995, counter[0]!, counter[1]!);
    return new Random(this.seed, stream);
  }

  /** One draw, uniform in [0, 1), with 53 random bits. */
  next(): number {
    const index = this.index++;
    threefryInto(words, this.seed | 0, this.stream | 0, index | 0, Math.floor(index / twoTo32) | 0);
    return ((words[0]! >>> 5) * 67108864 + (words[1]! >>> 6)) / 9007199254740992;
  }

  /** A whole number, uniform in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** One draw of a normal distribution with mean 0 and deviation 1 (Box–Muller, one branch). */
  nextNormal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }

  /** The whole numbers below `count` in random order (Fisher–Yates). */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const held = order[last]!;
      order[last] = order[other]!;
      order[other] = held;
    }
    return order;
  }

  /** A tensor of draws uniform in [low, high), rounded to the dtype. */
  uniform(
    shape: Shape,
    { low = 0, high = 1, ...options }: CreateOptions & { low?: number; high?: number } = {},
  ): Tensor {
    return this.fill(shape, resolved('Random.uniform', options), 1, () => low + (high - low) * this.next());
  }

  /** A tensor of normal draws. */
  normal(
    shape: Shape,
    { mean = 0, deviation = 1, ...options }: CreateOptions & { mean?: number; deviation?: number } = {},
  ): Tensor {
    return this.fill(shape, resolved('Random.normal', options), 2, () => mean + deviation * this.nextNormal());
  }

  /** A tensor of ones with probability `p`, else zeros. */
  bernoulli(p: number, shape: Shape, options: CreateOptions = {}): Tensor {
    if (!(p >= 0 && p <= 1)) throw new ValueError('Random.bernoulli', 'a probability from 0 to 1', String(p));
    return this.fill(shape, resolved('Random.bernoulli', options), 1, () => (this.next() < p ? 1 : 0));
  }

  private fill(shape: Shape, options: Required<CreateOptions>, draws: number, draw: () => number): Tensor {
    const size = sizeOf(checkShape('Random', shape));
    if (options.backend.shapesOnly) {
      this.index += draws * size;
      return zeros(shape, options);
    }
    const data = new Float64Array(size);
    for (let i = 0; i < size; i++) data[i] = draw();
    return fromData(data, shape, options);
  }
}

function checkIndex(who: string, index: number): void {
  if (!Number.isSafeInteger(index) || index < 0) throw new ValueError(who, 'an index of at least 0', String(index));
}

/** Two 32-bit words of a name (FNV-1a with two offsets). */
function hash(name: string): [number, number] {
  const words: [number, number] = [0x811c9dc5, 0x9747b28c];
  for (let i = 0; i < name.length; i++) {
    words[0] = Math.imul(words[0] ^ name.charCodeAt(i), 0x01000193) >>> 0;
    words[1] = Math.imul(words[1] ^ name.charCodeAt(i), 0x01000193) >>> 0;
  }
  return words;
}
