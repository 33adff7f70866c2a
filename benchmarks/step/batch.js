/** Writes the first batch of images as a file, so that every program learns from the same. */
import { cpu } from '@spikegrad/core';
import { encodeSafetensors } from '@spikegrad/nn';
import { writeFile } from 'node:fs/promises';
import { images } from './network.js';

export async function writeBatch(file, size) {
  for await (const { image, label } of images(cpu(), size)) {
    const entry = (tensor) => ({ dtype: 'F32', shape: tensor.shape, data: tensor.dataSync() });
    await writeFile(file, encodeSafetensors({ image: entry(image), label: entry(label) }));
    return;
  }
}
