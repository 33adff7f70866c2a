import * as own from './constants.js';
import type { Crossovers, KernelSizes } from './sizes.js';

const { rows, panel } = own;

/** Sizes of the WebAssembly kernels. */
export const wasmSizes: KernelSizes = {
  multiply: { rows, panel, columnsAtOnce: own.productColumns },
  convolution: {
    ...{ rows, panel, columnPanels: own.columnPanels, tapPanels: own.tapPanels },
    ...{ span: own.span, scatterChannels: own.scatterChannels },
  },
  gather: {
    ...{ block: own.block, band: own.band, line: own.line, word: own.word, slack: own.slack },
    // 32 KiB of weights, and of output gradients 42 KiB, since longer lists make up for it.
    nearRows: (32 * 1024) / (4 * own.block),
    nearGradients: (42 * 1024) / (4 * own.block),
    positionsAtOnce: 256,
    channelsAtOnce: 64,
  },
  winograd: {
    ...{ rows, panel, outputsAtOnce: own.outputsAtOnce, panelsAtOnce: own.panelsAtOnce },
    ...{ gradientRows: own.gradientRows, planes: own.planes, planesAtOnce: own.planesAtOnce },
    ...{ turnedAtOnce: own.turnedAtOnce, windowsScratch: own.windowsScratch },
    chunkFloats: 5 << 19,
    fewestTiles: 128,
  },
};

/** Crossovers of the WebAssembly kernels. Those of gathers were measured at 64 … 512 channels. */
export const wasmCrossovers: Crossovers = {
  gatherOverProducts: { ones: 0.9, valued: 0.7 },
  gatherOverWinograd: { ones: 0.34, valued: 0.26 },
  gatherOverWinogradGradient: { ones: 0.3, valued: 0.22 },
  winogradPositions: 128,
  winogradChannels: 8,
  turnedPositions: 128,
  keptTiles: 16,
  keptPositions: 256,
  sharedFrom: 30_000,
};
