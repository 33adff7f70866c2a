import { DTypeError } from '@spikegrad/core';
import type { Module } from './module.js';
import { decodeSafetensors } from './safetensors/decode.js';
import { encodeSafetensors } from './safetensors/encode.js';
import type { SafetensorsEntry } from './safetensors/entry.js';
import { loadStateDict, stateDict, type StateEntry } from './stateDict.js';

/** A model's parameters and buffers as a safetensors file. */
export async function encodeModel(model: Module, metadata: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  const entries = Object.entries(await stateDict(model)).map(([path, { shape, data }]): [string, SafetensorsEntry] =>
    data instanceof Float32Array ? [path, { dtype: 'F32', shape, data }] : [path, { dtype: 'F64', shape, data }],
  );
  return encodeSafetensors(Object.fromEntries(entries), metadata);
}

/**
 * Loads a safetensors file into a model, all or nothing.
 *
 * @param name what errors call the file
 * @throws FormatError, StateDictError, DTypeError for entries of 64-bit integers
 */
export function decodeModel(model: Module, bytes: Uint8Array, name = 'decodeModel'): void {
  const entries = [...decodeSafetensors(bytes, name).tensors].map(
    ([path, { shape, data, dtype }]): [string, StateEntry] => {
      if (data instanceof BigInt64Array || data instanceof BigUint64Array)
        throw new DTypeError(name, `numbers for ${path}`, dtype);
      return [path, { shape, data }];
    },
  );
  loadStateDict(model, Object.fromEntries(entries));
}
