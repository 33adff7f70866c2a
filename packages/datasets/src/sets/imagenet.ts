import { dataSets } from '@spikegrad/data';
import type { ProvidedSet } from './published.js';

/** ImageNet, ILSVRC 2012. @see Russakovsky et al., "ImageNet Large Scale Visual Recognition Challenge", IJCV 2015 */
export const imagenet: ProvidedSet = {
  kind: 'provided',
  name: 'imagenet',
  title: dataSets.imagenet.title,
  address: 'https://image-net.org/challenges/LSVRC/2012/',
  preparation:
    'request access there, unpack ILSVRC2012_img_train.tar and each of the 1000 archives in it into train/<its name>, and sort the images ' +
    'of ILSVRC2012_img_val.tar into val/<class>, using the ground truth of the development kit',
  layout: [
    'train/n01440764/n01440764_10026.JPEG   1000 folders, 1,281,167 images',
    'val/n01440764/ILSVRC2012_val_00000293.JPEG   1000 folders, 50,000 images',
  ],
  parts: { train: { path: 'train', samples: 1_281_167 }, test: { path: 'val', samples: 50_000 } },
  lookalikes: [
    { sign: /^ILSVRC2012_.*\.tar(\.gz)?$/, name: 'the archives of ImageNet, not unpacked' },
    { sign: /^n\d{8}\.tar$/, name: 'the archives of the classes, not unpacked' },
    { sign: /^n\d{8}$/, name: 'folders of classes, which belong into train and val' },
    { sign: /^(wnids\.txt|words\.txt)$/, name: 'Tiny ImageNet' },
  ],
};
