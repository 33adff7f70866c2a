export {
  conv2d,
  conv2dWeightGradient,
  packGradientColumns,
  packGradients,
  packTapRows,
  packTurnedWeights,
  packWeights,
  scatterConv2d,
} from './conv2d';
export { placeTaps } from './columns';
export { gatherEvents, packRows } from './events';
export { gatherGradients, packRowsOfGradients } from './eventGradient';
export { countEvents, countPlaces, listEvents, listPlaces, startEvents } from './lists';
export { maskEvents, sumMasks } from './masks';
export { multiply, packLeft, packRight } from './gemm';
export { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './pool2d';
export { copyRuns, gather, scatterAdd } from './movement';
export { argmaxMiddle, maxMiddle, sumMiddle } from './reduce';
export { channelAffine, channelNormGradient, channelStatistics, mergeStatistics } from './channel';
export { exp4, tanh4, log4, log1p4, erf4, pow4 } from './math';
export { winogradColumns, winogradGradients, winogradWeightGradient } from './winogradGradient';
export { winogradBlocks } from './winogradBlocks';
export { winogradInput } from './winogradInput';
export { winogradMultiply } from './winogradMultiply';
export { winogradWeights } from './winogradWeights';
export { locate } from './runs';
export { findWindows } from './windows';

/** The first byte that no static data takes. */
export const heapBase: usize = __heap_base;
