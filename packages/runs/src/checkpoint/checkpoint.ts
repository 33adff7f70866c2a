import { FormatError, version as spikegrad } from '@spikegrad/core';
import { decodeSafetensors, encodeSafetensors, fromSafetensors, toSafetensors } from '@spikegrad/nn';
import type { ResumeState, HostStateDict, StateDict } from '@spikegrad/nn';
import { z } from 'zod';
import { VersionError } from '@spikegrad/trainer';
import { progress } from './progress.js';
import { checkSeal, seal, sealKey, unsealed } from './seal.js';

/** The version of the file format; it increases when a field changes its meaning. */
const version = '1';

const format = 'spikegrad checkpoint';

const whole = z.number().int().min(0);

/** The `digestOf` of each part of the data. */
const content = z.strictObject({ training: z.string(), testing: z.string() });

export type DataContent = z.infer<typeof content>;

const state = z.strictObject({
  /** Trained iterations. */
  iteration: whole,
  /**
   * The number of training images, the digests of both parts (none in older checkpoints), and the position of the
   * next batch.
   */
  data: z.strictObject({ images: whole, content: content.optional(), epoch: whole, batch: whole }),
  /** Bytes of `metrics.jsonl` of the trained iterations. */
  metrics: whole,
  /** The name of the backend. */
  device: z.string(),
  randoms: z.record(z.string(), z.strictObject({ seed: whole, stream: whole, index: whole })),
  config: z.record(z.string(), z.unknown()),
  /** The epochs so far of a training by `fit`. */
  progress: progress.optional(),
});

/** Everything that is needed to resume a run with the same result. */
export interface Checkpoint<Entries extends StateDict = StateDict> extends z.infer<typeof state> {
  /** Parameters and buffers. */
  readonly model: Entries;
  readonly optimizer: Entries;
  /** Statistics that are not yet in their buffer. */
  readonly pending: ResumeState<Entries>['pending'];
}

const parts = ['model', 'optimizer', 'pending'] as const;

/**
 * Encodes a checkpoint as a safetensors file: tensors by part and path, the rest as JSON in the metadata, and a
 * SHA-256 over all bytes.
 */
export function encodeCheckpoint(checkpoint: Checkpoint<HostStateDict>): Uint8Array {
  const { model, optimizer, pending, ...rest } = checkpoint;
  const tensors = Object.entries({ model, optimizer, pending }).flatMap(([part, entries]) =>
    Object.entries(toSafetensors(entries)).map(([path, entry]) => [`${part}.${path}`, entry] as const),
  );
  const metadata = { format, version, spikegrad, state: JSON.stringify(rest), [sealKey]: unsealed };
  return seal(encodeSafetensors(Object.fromEntries(tensors), metadata));
}

/**
 * Reads a checkpoint. @param name the name of the file in errors
 * @throws FormatError if the file is cut, altered or of another kind
 * @throws VersionError for an undamaged file of another version
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  checkSeal(bytes, name);
  const { tensors, metadata } = decodeSafetensors(bytes, name);
  if (metadata.get('format') !== format)
    throw new FormatError(name, `a ${format}`, `format ${metadata.get('format') ?? 'without a name'}`);
  const found = metadata.get('version');
  if (found !== version)
    throw new VersionError(name, `a checkpoint of version ${version}`, found, metadata.get('spikegrad'));
  const entries = Object.entries(fromSafetensors(tensors, name));
  const dicts = parts.map((part) => {
    const own = entries.filter(([path]) => path.startsWith(`${part}.`));
    return [part, Object.fromEntries(own.map(([path, entry]) => [path.slice(part.length + 1), entry]))] as const;
  });
  const of = Object.fromEntries(dicts) as Record<(typeof parts)[number], StateDict>;
  return { ...parseState(metadata.get('state') ?? '', name), ...of };
}

function parseState(text: string, name: string): z.infer<typeof state> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new FormatError(name, 'the state of a run in JSON', (error as SyntaxError).message);
  }
  const result = state.safeParse(value);
  if (result.success) return result.data;
  const faults = result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new FormatError(name, 'the state of a run', faults.join('; '));
}
