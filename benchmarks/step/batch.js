import { cpu, fromData } from '@spikegrad/core';
import { decodeSafetensors, encodeSafetensors } from '@spikegrad/nn';
import { readFile, writeFile } from 'node:fs/promises';
import { images } from './network.js';

/** Writes the first batch of images as a file, so that every program learns from the same. */
export async function writeBatch(file, size) {
  for await (const { image, label } of images(cpu(), size)) {
    const entry = (tensor) => ({ dtype: 'F32', shape: tensor.shape, data: tensor.dataSync() });
    await writeFile(file, encodeSafetensors({ image: entry(image), label: entry(label) }));
    return;
  }
}

/** The batch of such a file, as tensors. */
export async function readBatch(file, place) {
  const { tensors } = decodeSafetensors(await readFile(file));
  const tensorOf = (name) => fromData(tensors.get(name).data, tensors.get(name).shape, place);
  return { image: tensorOf('image'), label: tensorOf('label') };
}
