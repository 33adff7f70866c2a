import { totalmem } from 'node:os';
import { defaultBackend, meta, ValueError } from '@spikegrad/core';
import { buildNetwork, foldedNorm, type RunConfig } from '@spikegrad/trainer';

/** What 32-bit addresses of WebAssembly reach. */
const wasmBytes = 2 ** 32;

/** Bytes that tensors can have here at most: all memory of the machine or of the container it is, free or not. */
function bytesHere(): number {
  const limit = process.constrainedMemory() || Infinity;
  const machine = Math.min(totalmem(), limit);
  return defaultBackend().name === 'wasm' ? Math.min(machine, wasmBytes) : machine;
}

/** Numbers that learning holds a parameter: its weight, its gradient, and what the optimizer remembers. */
const heldToLearn = (optimizer: RunConfig['optimizer']): number =>
  optimizer.name !== 'sgd' ? 4 : optimizer.momentum > 0 ? 3 : 2;

/**
 * Refuses a network whose numbers alone do not fit into the memory there is, before any of them is made.
 *
 * @param use whether the network learns, or is tested only
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
  const numbers = `${parameters.toLocaleString('en-US')} parameters, of which each takes ${4 * held} bytes`;
  const received = `${config.model.width}: ${gigabytes(needed)} for ${numbers}; give a smaller width`;
  throw new ValueError('model.width', `a network within the ${gigabytes(room)} that tensors have here`, received);
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
