/** 1 / deviation of the spikes of unit Gaussian membranes at threshold 1: `1/√(p(1 − p))` with `p = 1 − Φ(1)`. */
export const spikeScale = 2.74;
