export type {
  NetworkOptions,
  NormPosition,
  Placement,
  ResolvedOptions,
  StandardisedNetworkOptions,
  Stem,
} from './networkOptions.js';
export type { BlockShape, ResNetDepth } from './stages.js';
export { SpikingLayer } from './spikingLayer.js';
export { vgg, VGG, vggWS, type VGGDepth, type VGGOptions, type VGGWSOptions } from './vgg.js';
export { resNet, ResNet, ResNetBlock, type ResNetOptions } from './resNet.js';
export { sewResNet, SEWBlock, SEWResNet, type SEWResNetOptions } from './sewResNet.js';
export { nfResNet, NFBlock, NFResNet, type NFResNetOptions } from './nfResNet.js';
export { NFBlockWS, nfResNetWS, NFResNetWS, type NFResNetWSOptions } from './nfResNetWS.js';
export { loadReleased, releasedNames, toReleased } from './released.js';
