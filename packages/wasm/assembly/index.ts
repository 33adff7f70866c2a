export {
  conv2d,
  conv2dWeightGradient,
  packGradientColumns,
  packGradients,
  packTapRows,
  packTurnedWeights,
  packWeights,
  scatterConv2d,
} from './conv/conv2d';
export { placeTaps } from './conv/columns';
export { gatherEvents, packRows } from './gather/gatherEvents';
export { gatherGradients, packRowsOfGradients } from './gather/gatherGradients';
export { countEvents, countPlaces, listEvents, listPlaces, startEvents } from './gather/lists';
export { maskEvents, sumMasks } from './gather/masks';
export { multiply, packLeft, packRight } from './product/multiply';
export { avgPool2d, avgPool2dGradient, maxPool2d, maxPool2dGradient } from './tensor/pool2d';
export { copyRuns, gather, scatterAdd } from './tensor/movement';
export { argmaxMiddle, maxMiddle, sumMiddle } from './tensor/reduce';
export { channelAffine, channelNormGradient, channelStatistics, mergeStatistics } from './tensor/channels';
export { exp4, tanh4, log4, log1p4, erf4, pow4 } from './vector/math';
export { winogradColumns, winogradGradients, winogradWeightGradient } from './winograd/gradient';
export { winogradBlocks } from './winograd/blocks';
export { winogradInput } from './winograd/input';
export { winogradMultiply } from './winograd/multiply';
export { winogradWeights } from './winograd/weights';
export { locate } from './tensor/runs';
export { findWindows } from './gather/windows';

/** The first byte that no static data takes. */
export const heapBase: usize = __heap_base;
