/** The names that `spikegrad data` and `data.set` of a config know. */
export const setNames = ['cifar10'] as const;

export type SetName = (typeof setNames)[number];
