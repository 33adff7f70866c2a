/** The primitives that a backend computes. */
export type KernelPrimitive =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'pow'
  | 'maximum'
  | 'minimum'
  | 'neg'
  | 'abs'
  | 'sign'
  | 'exp'
  | 'log'
  | 'log1p'
  | 'sqrt'
  | 'tanh'
  | 'sigmoid'
  | 'erf'
  | 'relu'
  | 'equal'
  | 'notEqual'
  | 'less'
  | 'lessEqual'
  | 'greater'
  | 'greaterEqual'
  | 'where';

/** Every primitive. `detach` and `withSlope` only change gradients. A program for a backend has neither. */
export type PrimitiveName = KernelPrimitive | 'detach' | 'withSlope';
