export { conv2d, conv2dInputGradient, conv2dWeightGradient } from './conv2d';
export { multiply, packColumnsOf, packRows, packRowsAsColumns } from './gemm';
export { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d';
export { fill, gather, readStrided, scatterAdd, writeStrided } from './movement';
export { argmaxMiddle, maxMiddle, sumMiddle } from './reduce';
export { channelAffine, channelNormGradient, channelStatistics } from './channel';
export { exp4, sigmoid4, tanh4, log4, log1p4, erf4, pow4 } from './math';

/** The first byte that no static data takes. */
export const heapBase: usize = __heap_base;
