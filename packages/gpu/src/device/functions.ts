/** A function that kernels call. */
interface KernelFunction {
  readonly parameters: readonly string[];
  /** Whether the last parameter is a size. @defaultValue `false` */
  readonly bySize?: boolean;
  readonly body: string;
}

/**
 * Functions that kernels call instead of gpu.js' own: `/` on whole numbers is off by one in float32, `Math.tanh` of
 * large numbers is NaN, `Math.log1p` loses the digits of small ones, `Math.pow` of negative ones has the wrong sign or
 * none, and there is no erf.
 */
export const functions = {
  /** ⌊a / b⌋ for whole a < 2²⁴: the quotient of floats is off by one at most, and what is left over says which way. */
  wholeQuotient: {
    parameters: ['a', 'b'],
    bySize: true,
    body: `const q = Math.floor(a / b);
const r = a - q * b;
return r < 0 ? q - 1 : (r >= b ? q + 1 : q);`,
  },
  /** `y`, and `x` where that is NaN: a function of the device need not keep it. */
  keepingNaN: {
    parameters: ['x', 'y'],
    body: 'return x < 0 ? y : (x >= 0 ? y : x);',
  },
  exponential: {
    parameters: ['x'],
    body: 'return keepingNaN(x, Math.exp(x));',
  },
  /** The larger of two, NaN where either is. */
  larger: {
    parameters: ['a', 'b'],
    body: 'return a > b ? a : (a <= b ? b : a + b);',
  },
  /** 1 where a value comes before the largest so far: NaN counts as larger than every number, and the first of equals stays. */
  beats: {
    parameters: ['value', 'most'],
    body: `const isNumber = value < 0 ? 1 : (value >= 0 ? 1 : 0);
const hasNumber = most < 0 ? 1 : (most >= 0 ? 1 : 0);
const isLarger = value > most ? 1 : 1 - isNumber;
return hasNumber * isLarger;`,
  },
  /** Infinite at 0 and not a number below, as everywhere else. */
  logarithm: {
    parameters: ['x'],
    body: `return x > 0 ? Math.log(x) : (x < 0 ? (x - x) / (x - x) : 0 - 1 / (x * x));`,
  },
  /** Near 0 twice the series of artanh z at z = x / (2 + x), whose terms fall by 2 % each. */
  logarithmOfNext: {
    parameters: ['x'],
    body: `const z = x / (2 + x);
const s = z * z;
const near = 2 * z * (1 + s * (0.3333333333333333 + s * (0.2 + s * (0.14285714285714285 + s * 0.1111111111111111))));
return Math.abs(x) < 0.25 ? near : logarithm(1 + x);`,
  },
  /** Near 0 a continued fraction, beyond 1 − 2 / (e²ˣ + 1); above 10 it is 1. */
  hyperbolicTangent: {
    parameters: ['x'],
    body: `const size = Math.min(Math.abs(x), 10);
const s = x * x;
const near = x / (1 + s / (3 + s / (5 + s / (7 + s / 9))));
const far = 1 - 2 / (Math.exp(2 * size) + 1);
return keepingNaN(x, size < 0.6 ? near : (x < 0 ? 0 - far : far));`,
  },
  /** 1 / (1 + e⁻ˣ), never through e to a large number. */
  logistic: {
    parameters: ['x'],
    body: `const e = Math.exp(0 - Math.abs(x));
return keepingNaN(x, x < 0 ? e / (1 + e) : 1 / (1 + e));`,
  },
  /** 2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, all terms of one sign; beyond 2.5 the continued fraction of the tail; above 4 it is 1. */
  errorFunction: {
    parameters: ['x'],
    body: `const size = Math.min(Math.abs(x), 4);
const s = size * size;
let term = size;
let total = size;
for (let n = 1; n < 40; n++) {
  term = term * 2 * s / (2 * n + 1);
  total = total + term;
}
let fraction = size;
for (let level = 0; level < 24; level++) {
  fraction = size + (24 - level) * 0.5 / (fraction + 0.0000001);
}
const bell = Math.exp(0 - s);
const y = size < 2.5 ? 1.1283791670955126 * bell * total : 1 - 0.5641895835477563 * bell / fraction;
return keepingNaN(x, x < 0 ? 0 - y : y);`,
  },
  /** aᵇ of any sign: through the logarithm of |a|; a negative a takes the sign of a whole b and is not a number for another. */
  power: {
    parameters: ['a', 'b'],
    body: `const size = Math.abs(a);
const log = Math.log(size > 0 ? size : 1);
const p = size > 0 ? Math.exp(b * log) : (b > 0 ? 0 : 1 / size);
const whole = Math.floor(b);
const odd = whole - 2 * Math.floor(whole / 2);
const signed = a < 0 ? (whole === b ? (odd > 0.5 ? 0 - p : p) : (a - a) / (a - a)) : p;
return b === 0 ? 1 : keepingNaN(a, keepingNaN(b, signed));`,
  },
} as const satisfies Record<string, KernelFunction>;

export type FunctionName = keyof typeof functions;

/** The function as gpu.js reads it. */
export function functionOf(name: FunctionName): {
  readonly name: string;
  readonly source: string;
  readonly settings: { readonly argumentTypes: readonly string[]; readonly returnType: string };
} {
  const { parameters, body, bySize = false }: KernelFunction = functions[name];
  const argumentTypes = parameters.map((_, i) => (bySize && i === parameters.length - 1 ? 'Integer' : 'Number'));
  return {
    name,
    source: `function ${name}(${parameters.join(', ')}) {\n${body}\n}`,
    settings: { argumentTypes, returnType: 'Number' },
  };
}
