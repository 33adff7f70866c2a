import { arrayOf, sizeOf, SpikegradError, version, type Data } from '@spikegrad/core';
import {
  loadResumeState,
  loadStateDict,
  resumeState,
  stateDict,
  type HostStateDict,
  type Module,
  type World,
} from '@spikegrad/nn';
import type { Learner } from './iterations.js';

/** Ranks that have to agree do not: they have other code, settings, data or weights. */
export class RankError extends SpikegradError {}

/**
 * Checks that all ranks have the same facts, such as settings and digests. Every rank throws the same error, which names
 * the first rank that differs from rank 0.
 *
 * @throws RankError
 */
export function agree(world: World, facts: Readonly<Record<string, string>>): void {
  if (world.size === 1) return;
  const all = world.exchange({ version, ...facts });
  for (const [rank, own] of all.entries())
    for (const [name, value] of Object.entries(all[0]!))
      if ((own as Readonly<Record<string, string>>)[name] !== value)
        throw new RankError(
          `rank ${rank}`,
          `the ${name} of rank 0, ${shortened(value)}`,
          shortened(String((own as Readonly<Record<string, string>>)[name])),
        );
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** A digest of the weights and buffers of a model, to compare ranks with each other. */
export async function weightsDigest(model: Module): Promise<string> {
  const entries = Object.entries(await stateDict(model));
  return (
    digest(entries.map(([, { data }]) => data)) +
    entries.map(([path, { shape }]) => `${path}:${shape.join()}`).join(' ')
  );
}

/** A digest of numbers: FNV-1a on words of 32 bits, twice. It finds differences, and is no protection against intent. */
export function digest(parts: readonly (Data | Uint8Array)[]): string {
  let [a, b] = [0x811c9dc5, 0x9747b28c];
  const take = (word: number): void => {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ (word >>> 7) ^ (word << 25), 0x01000193);
  };
  for (const { buffer, byteOffset, byteLength } of parts) {
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const end = bytes.length - (bytes.length % 4);
    for (let i = 0; i < end; i += 4)
      take(bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    for (let i = end; i < bytes.length; i++) take(bytes[i]!);
    take(bytes.length);
  }
  return [a, b].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Gives every rank the weights, the optimizer's state, the generators and the pending statistics of rank 0. */
export async function broadcastLearner({ model, optimizer }: Learner, world: World): Promise<void> {
  if (world.size === 1) return;
  const [weights, moments, resume] = await Promise.all([stateDict(model), optimizer.stateDict(), resumeState(model)]);
  const { randoms, shapes } = world.exchange({
    randoms: resume.randoms,
    shapes: Object.entries(resume.pending).map(([path, { shape, dtype }]) => ({ path, shape, dtype })),
  })[0]!;
  const pending: HostStateDict = Object.fromEntries(
    shapes.map(({ path, shape, dtype }) => {
      const data = resume.pending[path]?.data ?? new arrayOf[dtype](sizeOf(shape));
      return [path, { shape, dtype, data }] as const;
    }),
  );
  for (const entries of [weights, moments, pending])
    for (const { data } of Object.values(entries)) world.broadcast(data);
  loadStateDict(model, weights);
  loadResumeState(model, { randoms, pending });
  optimizer.loadStateDict(moments);
}
