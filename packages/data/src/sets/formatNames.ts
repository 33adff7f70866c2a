/** How the files or folders of a config's data are read: `data.format`. */
export const formatNames = ['cifar10', 'cifar100', 'imageFolder', 'nmnist', 'dvsGesture', 'cifar10Dvs'] as const;

export type FormatName = (typeof formatNames)[number];

/** What samples are for. */
export type Part = 'train' | 'test';
