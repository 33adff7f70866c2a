import { DTypeError } from '@spikegrad/core';
import type { Module } from '../module/module.js';
import { decodeSafetensors } from '../safetensors/decode.js';
import { encodeSafetensors } from '../safetensors/encode.js';
import type { SafetensorsEntry, SafetensorsFile } from '../safetensors/entry.js';
import { loadStateDict, stateDict, type HostStateDict, type StateDict, type StateEntry } from './stateDict.js';

/** A model's parameters and buffers as a safetensors file. */
export async function encodeModel(model: Module, metadata: Readonly<Record<string, string>> = {}): Promise<Uint8Array> {
  return encodeSafetensors(toSafetensors(await stateDict(model)), metadata);
}

/** Converts host entries to those of a safetensors file. */
export function toSafetensors(entries: HostStateDict): Readonly<Record<string, SafetensorsEntry>> {
  const named = Object.entries(entries).map(([path, { shape, data }]): [string, SafetensorsEntry] =>
    data instanceof Float32Array ? [path, { dtype: 'F32', shape, data }] : [path, { dtype: 'F64', shape, data }],
  );
  return Object.fromEntries(named);
}

/**
 * Loads a safetensors file into a model, completely or not at all.
 *
 * @param name what errors call the file
 * @throws FormatError, StateDictError, DTypeError for entries of 64-bit integers
 */
export function decodeModel(model: Module, bytes: Uint8Array, name = 'decodeModel'): void {
  loadStateDict(model, fromSafetensors(decodeSafetensors(bytes, name).tensors, name));
}

/** Converts entries of a safetensors file to a state dict. @throws DTypeError for entries of 64-bit integers */
export function fromSafetensors(tensors: SafetensorsFile['tensors'], name = 'fromSafetensors'): StateDict {
  const entries = [...tensors].map(([path, { shape, data, dtype }]): [string, StateEntry] => {
    if (data instanceof BigInt64Array || data instanceof BigUint64Array)
      throw new DTypeError(name, `numbers for ${path}`, dtype);
    return [path, { shape, data }];
  });
  return Object.fromEntries(entries);
}
