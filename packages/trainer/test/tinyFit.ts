import { Random } from '@spikegrad/core';
import type { ImageDataset } from '@spikegrad/data';
import { Flatten, Linear, Sequential, type Module } from '@spikegrad/nn';
import { LIF } from '@spikegrad/neurons';
import { OSR, OTS } from '@spikegrad/normalization';

/** Images of 4 × 4 pixels of two classes: bright above or bright below, with noise. */
export function halves(count: number, seed: number): ImageDataset {
  const noise = new Random(seed).uniform([count, 16]).dataSync();
  const labels = Uint8Array.from({ length: count }, (_, i) => i % 2);
  const images = Uint8Array.from(noise, (value, i) => {
    const isAbove = i % 16 < 8;
    return 120 * value + (isAbove === (labels[Math.floor(i / 16)] === 0) ? 100 : 0);
  });
  return { images, labels, count, channels: 1, height: 4, width: 4, classes: ['above', 'below'] };
}

/** A network of one hidden layer of spiking neurons for them. */
export function tinyModel(seed = 1): Module {
  const random = new Random(seed);
  const hidden = new LIF({ threshold: new OTS(), dropout: 0.1, random: random.split('dropout') });
  return new Sequential(
    new Flatten(),
    new Linear(16, 12, { random }),
    new OSR(12, { flush: 'lazy' }),
    hidden,
    new Linear(12, 2, { random }),
  );
}
