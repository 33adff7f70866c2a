export type { NetworkOptions, NormPlace, Placement, Plan } from './networkOptions.js';
export { SpikingLayer } from './spikingLayer.js';
export { vgg, VGG, type VGGOptions } from './vgg.js';
export { nfResNet, NFBlock, NFResNet, type NFResNetOptions } from './nfResNet.js';
