import type { SafetensorsArrays, SafetensorsDType } from './dtypes.js';

/** One tensor of a safetensors file: dense, row-major; `[]` is the shape of a scalar. */
export type SafetensorsEntry = {
  [D in SafetensorsDType]: {
    readonly dtype: D;
    readonly shape: readonly number[];
    /** The product of `shape` is its length. */
    readonly data: SafetensorsArrays[D];
  };
}[SafetensorsDType];

/** The contents of a safetensors file. They are maps, so a name such as `__proto__` is an ordinary name. */
export interface SafetensorsFile {
  /** The tensors by name, in the header's order. */
  readonly tensors: ReadonlyMap<string, SafetensorsEntry>;
  /** The free text of the header's `__metadata__`; empty if there is none. */
  readonly metadata: ReadonlyMap<string, string>;
}
