import {
  decodeSafetensors,
  encodeSafetensors,
  fromSafetensors,
  toSafetensors,
  type HostStateDict,
  type SafetensorsEntry,
  type StateDict,
} from '@spikegrad/nn';
import { checkSeal, seal, unsealed } from './seal.js';

/** The metadata key of the digest. The prefix keeps it apart from keys of other programs. */
const key = 'spikegrad.sha256';

/**
 * The `format` of a file with a digest. If a bit error changes the key, the format still shows that there must be a
 * digest.
 */
const format = 'spikegrad, with its SHA-256';

/** Weights that were read. */
export interface DecodedWeights {
  readonly entries: StateDict;
  /** Whether the file has a digest, which was then checked. Files of older versions and of other programs have none. */
  readonly sealed: boolean;
}

/**
 * Encodes weights as a safetensors file with the SHA-256 of all its bytes in the metadata.
 *
 * @param half whether entries of two or more dimensions are rounded to float16. @defaultValue `false`
 */
export function encodeWeights(entries: HostStateDict, half = false): Uint8Array {
  const tensors = Object.entries(toSafetensors(entries)).map(([path, entry]) => [path, half ? rounded(entry) : entry]);
  return seal(encodeSafetensors(Object.fromEntries(tensors), { format, [key]: unsealed }), key);
}

const rounded = (entry: SafetensorsEntry): SafetensorsEntry =>
  entry.dtype === 'F32' && entry.shape.length > 1 ? { ...entry, dtype: 'F16' } : entry;

/**
 * Reads a safetensors file of weights, and checks its digest if it has one.
 *
 * @param name the name of the file in errors
 * @throws FormatError if the file is damaged, DTypeError for entries of 64-bit integers
 */
export function decodeWeights(bytes: Uint8Array, name: string): DecodedWeights {
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  const sealed = metadata.has(key) || metadata.get('format') === format;
  if (sealed) checkSeal(bytes, name, key);
  return { entries: fromSafetensors(tensors, name), sealed };
}

/** The warning for a file without a digest. */
export const unsealedNote = (file: string): string =>
  `${file} has no SHA-256, so damage cannot be detected: another program or an older version wrote it`;
