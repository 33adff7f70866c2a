/** Panels of packed matrices. */
export interface PanelSizes {
  /** Rows of a packed panel of A. */
  readonly rows: number;
  /** Columns of a packed panel of B. */
  readonly panel: number;
}

/** Sizes of the packed layouts of every family, and of the items that its kernels do. A kernel set that replaces a family may have its own. */
export interface KernelSizes {
  readonly multiply: PanelSizes & {
    /** Columns of a product that one item writes. */
    readonly columnsAtOnce: number;
  };
  readonly convolution: PanelSizes & {
    /** Panels of columns, and of taps, that one item packs. */
    readonly columnPanels: number;
    readonly tapPanels: number;
    /** Floats of the images whose gradients an item of the weight gradient packs at once. */
    readonly span: number;
    /** Input channels whose gradients one item adds up where windows are scattered. */
    readonly scatterChannels: number;
  };
  readonly gather: {
    /** Output channels of a row of weights or gradients. */
    readonly block: number;
    /** Pixels that one item marks, and in whole rows about as many that it lists. */
    readonly band: number;
    /** Pixels that are masked at once, and channels of a word of masks. */
    readonly line: number;
    readonly word: number;
    /** Events that a list of an item may be written past its end. */
    readonly slack: number;
    /** Rows that are read again and again and stay in the nearest cache: of weights, and of output gradients. */
    readonly nearRows: number;
    readonly nearGradients: number;
    /** Positions and channels that an item gathers for at most: for fewer the near rows are read from further away too often. */
    readonly positionsAtOnce: number;
    readonly channelsAtOnce: number;
  };
  readonly winograd: PanelSizes & {
    /** Outputs, and panels of tiles, of an item of `winogradBlocks`. */
    readonly outputsAtOnce: number;
    readonly panelsAtOnce: number;
    /** Rows of a weight gradient that one item sums at one point. */
    readonly gradientRows: number;
    /** Input channels that are transformed together, and that one item transforms. */
    readonly planes: number;
    readonly planesAtOnce: number;
    /** Channels whose turned windows are copied to lie together. */
    readonly turnedAtOnce: number;
    /** Floats of scratch memory in which windows of weights are transformed. */
    readonly windowsScratch: number;
    /** Floats of what is transformed of a chunk of images, and tiles that a chunk has at least: fewer would read the weights too often. */
    readonly chunkFloats: number;
    readonly fewestTiles: number;
  };
}

/** Shares of an input that may be other than 0 for a gather to be the faster method, by whether values are all 1. */
export interface GatherLimit {
  readonly ones: number;
  readonly valued: number;
}

/** Where one method becomes faster than another. Each kernel set may have its own. */
export interface Crossovers {
  /** Gathers against packed products, and against Winograd's method of the value and of the weight gradient. */
  readonly gatherOverProducts: GatherLimit;
  readonly gatherOverWinograd: GatherLimit;
  readonly gatherOverWinogradGradient: GatherLimit;
  /** Positions of all samples, and channels and outputs, from which on Winograd's method is used. */
  readonly winogradPositions: number;
  readonly winogradChannels: number;
  /** Positions of all samples from which on an input gradient of stride 1 is a convolution with turned weights. For fewer, windows are scattered. */
  readonly turnedPositions: number;
  /** Tiles up to which transformed weights are kept as long as the weights live: to transform them takes longer than to use them. */
  readonly keptTiles: number;
  /** Positions up to which packed rows of weights are kept: to pack them takes about as long as to use them. */
  readonly keptPositions: number;
  /** Elementary operations from which on a job is shared between threads. */
  readonly sharedFrom: number;
}
