export * from './errors.js';
export { formatShape, sizeOf, sameShape, broadcastShapes, type Axes, type Pair2d, type Shape } from './shape.js';
export { checkChoice, checkNoOthers, checkOptions } from './checkOptions.js';
export { formatValue } from './formatValue.js';
export { partRange, partRows } from './partRange.js';
export { version } from './version.js';
export { arrayOf, bytesOf } from './backend/backend.js';
export type {
  Backend,
  Convolution2d,
  Data,
  DeferredObserver,
  DType,
  Handle,
  KernelCall,
  KernelName,
  Kernels,
  MemoryReport,
  Operand,
  Pooling2d,
  Window2d,
} from './backend/backend.js';
export { Expression, type Application, type Leaf, type Term } from './program/expression.js';
export type { Instruction, Program } from './program/program.js';
export type { KernelPrimitive, PrimitiveName } from './program/primitiveName.js';
export { disposable } from './backend/disposable.js';
export { mapKernels } from './backend/mapKernels.js';
export { mapResults, type CallOf } from './backend/mapResults.js';
export { cpu } from './cpu/cpu.js';
export { meta } from './meta/meta.js';
export { eventLoopTurn } from './eventLoop.js';
export { defaultBackend, memory, use } from './tensor/defaultBackend.js';
export { Tensor } from './tensor/methods.js';
export type { GraphOptions, Pool2dOptions, ReduceOptions, TensorMethods, VarianceOptions } from './tape/methods.js';
export {
  arange,
  checkPlacement,
  eye,
  fromData,
  full,
  linspace,
  ones,
  tensor,
  zeros,
  type CreateOptions,
  type Nested,
  type NumberArray,
} from './tensor/create.js';
export { allClose, type CloseOptions } from './tensor/allClose.js';
export { Random, type RandomState } from './tensor/random.js';
export { noGrad } from './tape/noGrad.js';
export { refusePromise } from './tape/refusePromise.js';
export { freeUnreachable } from './tape/freeUnreachable.js';
export { keep, scope } from './tape/scope.js';
export { release } from './tape/tensor.js';
export { defineOp, type GradientContext, type Op, type OpDefinition } from './tape/defineOp.js';
export { backward, grad, valueAndGrad, type BackwardOptions } from './autograd/backward.js';
export * from './ops/arithmetic.js';
export { elementwise, type Elementwise, type Formulas } from './ops/elementwise.js';
export { expand, sum, sumTo } from './ops/sum.js';
export { cumsum } from './ops/cumsum.js';
export { prod } from './ops/prod.js';
export { argmax, argmin, max, mean, min, std, variance } from './ops/reduce.js';
export { flatten, reshape, squeeze, unsqueeze } from './ops/movement/reshape.js';
export { matmul, type Transposed } from './ops/matmul.js';
export { permute, transpose } from './ops/movement/permute.js';
export { pad, select, slice, split } from './ops/movement/slice.js';
export { repeat } from './ops/repeat.js';
export { flip } from './ops/movement/flip.js';
export { concat, stack } from './ops/movement/concat.js';
export { gather, scatterAdd } from './ops/movement/gather.js';
export { conv2d, type Conv2dOptions } from './ops/conv2d.js';
export { linear, type LinearOptions } from './ops/linear.js';
export { avgPool2d, maxPool2d } from './ops/pool2d.js';
export { adaptiveAvgPool2d } from './ops/adaptiveAvgPool2d.js';
export { logSoftmax, softmax } from './ops/softmax.js';
export { oneHot } from './ops/oneHot.js';
export {
  channelAffine,
  channelNormGradient,
  channelStatistics,
  elementsPerChannel,
  perChannel,
  type ChannelNorm,
  type ChannelStatistics,
} from './ops/channel.js';
