export type { Card } from './card.js';
export { type NetworkFiles, type PretrainedName, pretrainedNames, pretrainedNetworks } from './networks.js';
export { type Pretrained, type PretrainedOptions, pretrained } from './pretrained.js';
