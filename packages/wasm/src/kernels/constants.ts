/** Sizes that are compiled into the kernels of `assembly/`. The host reads them from `wasmSizes`, but for `areaBytes`. */

/** Rows of a packed panel of A, and columns of one of B: eight sums of four lanes stay in registers. */
export const rows = 4;
export const panel = 8;

/** Columns of a product that one item writes, and rows of it that it goes through at once: their panels stay in the second cache. */
export const productColumns = 64;
export const productRows = 128;

/** Panels of columns, and of taps, that one item packs: a block of them stays in the second cache. */
export const columnPanels = 8;
export const tapPanels = 2;

/** Floats of the images whose gradients an item of the weight gradient packs at once. */
export const span = 2048;

/** Output channels whose sums stay in registers while events are gathered: eight vectors. A row of weights or gradients has as many floats. */
export const block = 32;

/** Pixels that one item marks, and in whole rows about as many that it lists. */
export const band = 64;

/** Pixels that are masked at once, a line of the nearest cache of every channel, and channels of a word of masks. */
export const line = 16;
export const word = 32;

/** Events that a list of an item may be written past its end: eight are written at once, however many are meant. */
export const slack = 8;

/** Input channels whose gradients one item adds up where windows are scattered. */
export const scatterChannels = 8;

/** Points of a tile of Winograd's. */
export const points = 36;

/** Outputs whose weights, products and results one item makes of transformed tiles, and panels of those: what it writes in between stays in the second cache. */
export const outputsAtOnce = 16;
export const panelsAtOnce = 16;

/** Rows of a weight gradient that one item sums at one point. */
export const gradientRows = 64;

/** Input channels that are transformed together, to fill whole lines of memory. */
export const planes = 4;

/** Input channels that one item transforms, or outputs of which it transforms a gradient back. */
export const planesAtOnce = 32;

/** Windows of weights that are transformed together, and floats of scratch memory that this takes. */
export const windowsAtOnce = 4;
export const windowsScratch = 4 * 9 + windowsAtOnce * 4 * 18;

/** Channels whose turned windows are copied to lie together. */
export const turnedAtOnce = 32;

/** Bytes of the area where a thread writes the addresses of a piece: as many operands as the contract lets a program have. */
export const areaBytes = 1024;

/** Slots of an interpreted program, and those of its outputs and buffers, each of which holds `blockFloats`: together they stay in the nearest cache. */
export const maxSlots = 512;
export const maxBuffers = 64;
export const blockFloats = 512;
