/** Value types and the few instructions that compiled programs are made of. @see WebAssembly Core Specification 2.0, §5.4 */
export const type = { i32: 0x7f, v128: 0x7b, function: 0x60, none: 0x40 } as const;

export const control = { loop: 0x03, if: 0x04, end: 0x0b, br: 0x0c, brIf: 0x0d, call: 0x10 } as const;

export const local = { get: 0x20, set: 0x21, tee: 0x22 } as const;

export const i32 = {
  load: 0x28,
  const: 0x41,
  ltS: 0x48,
  geS: 0x4e,
  gtS: 0x4a,
  add: 0x6a,
  sub: 0x6b,
  shl: 0x74,
} as const;

/** Instructions behind the prefix 0xfd. */
export const simd = {
  load: 0x00,
  load32Splat: 0x09,
  store: 0x0b,
  const: 0x0c,
  store32Lane: 0x5a,
  eq: 0x41,
  ne: 0x42,
  lt: 0x43,
  gt: 0x44,
  le: 0x45,
  ge: 0x46,
  and: 0x4e,
  andnot: 0x4f,
  bitselect: 0x52,
  abs: 0xe0,
  neg: 0xe1,
  sqrt: 0xe3,
  add: 0xe4,
  sub: 0xe5,
  mul: 0xe6,
  div: 0xe7,
  min: 0xe8,
  max: 0xe9,
  pmin: 0xea,
  pmax: 0xeb,
} as const;

/** The same on whole numbers. */
export const i32x4 = { shl: 0xab, add: 0xae } as const;
