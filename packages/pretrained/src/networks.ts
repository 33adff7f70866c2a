/** Where the files of a network are. */
export interface NetworkFiles {
  readonly config: URL;
  readonly weights: URL;
  readonly card: URL;
}

/** The networks by name. Bundlers find their files by these literal URLs. */
export const pretrainedNetworks = {
  'cifar10-vgg-eighth': {
    config: new URL('../networks/cifar10-vgg-eighth/config.json', import.meta.url),
    weights: new URL('../networks/cifar10-vgg-eighth/model.safetensors', import.meta.url),
    card: new URL('../networks/cifar10-vgg-eighth/card.json', import.meta.url),
  },
  'fashion-mnist-vgg5': {
    config: new URL('../networks/fashion-mnist-vgg5/config.json', import.meta.url),
    weights: new URL('../networks/fashion-mnist-vgg5/model.safetensors', import.meta.url),
    card: new URL('../networks/fashion-mnist-vgg5/card.json', import.meta.url),
  },
} as const satisfies Readonly<Record<string, NetworkFiles>>;

export type PretrainedName = keyof typeof pretrainedNetworks;

/** The name of every network. */
export const pretrainedNames = Object.keys(pretrainedNetworks) as readonly PretrainedName[];
