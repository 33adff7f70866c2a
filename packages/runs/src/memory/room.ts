import { totalmem } from 'node:os';
import { defaultBackend, meta, ValueError } from '@spikegrad/core';
import { buildNetwork, foldedNorm, type RunConfig } from '@spikegrad/trainer';

/** The address space of 32-bit WebAssembly, in bytes. */
const wasmBytes = 2 ** 32;

/** Maximum bytes of tensors: all memory of the machine or of its container, free or not. */
function bytesHere(): number {
  const limit = process.constrainedMemory() || Infinity;
  const machine = Math.min(totalmem(), limit);
  return defaultBackend().name === 'wasm' ? Math.min(machine, wasmBytes) : machine;
}

/** Numbers per parameter while training: weight, gradient, and the state of the optimizer. */
const heldToLearn = (optimizer: RunConfig['optimizer']): number =>
  optimizer.name !== 'sgd' ? 4 : optimizer.momentum > 0 ? 3 : 2;

/**
 * Checks that the parameters of a network fit into memory, before they are allocated.
 *
 * @param use whether the network is trained, or only tested
 * @throws ValueError naming `model.width`
 */
export function checkRoom(
  config: RunConfig,
  dimensions: { readonly classes: number; readonly channels: number },
  use: 'learn' | 'test' = 'learn',
  room = bytesHere(),
): void {
  const shapes = buildNetwork(config, dimensions, foldedNorm, meta());
  const parameters = shapes.parameters().reduce((total, { size }) => total + size, 0);
  const held = use === 'learn' ? heldToLearn(config.optimizer) : 1;
  const needed = 4 * held * parameters;
  if (needed <= room) return;
  const numbers = `${parameters.toLocaleString('en-US')} parameters of ${4 * held} bytes each`;
  const received = `${config.model.width}: ${gigabytes(needed)} for ${numbers}; use a smaller width`;
  throw new ValueError('model.width', `a network that fits into ${gigabytes(room)} of memory`, received);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
