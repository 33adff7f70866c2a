const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const [low, high] = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** `x` without the low half of its bits, so that products of two such numbers are exact. */
function head(x: number): number {
  double[0] = x;
  words[low] = 0;
  return double[0];
}

function ofHighWord(word: number): number {
  double[0] = 0;
  words[high] = word;
  return double[0];
}

/**
 * `xʸ`, within one unit in the last place, with the same bits under every version of Node. Engines differ in `**`, and
 * in no other function that is used here.
 *
 * @see `e_pow.c` of fdlibm (Sun Microsystems, 1993–2004)
 */
export function pow(x: number, y: number): number {
  if (y === 2) return x * x;
  // eslint-disable-next-line no-restricted-syntax -- 0, 1, an infinity or NaN, as the standard defines
  if (y === 0 || x === 0 || x === 1 || !Number.isFinite(x) || !Number.isFinite(y)) return x ** y;
  if (x > 0) return positive(x, y);
  if (!Number.isInteger(y)) return NaN;
  return y % 2 === 0 ? positive(-x, y) : -positive(-x, y);
}

/** For finite `x > 0` and finite `y`: `2^(y · log₂ x)`, with the logarithm as a sum of two numbers. */
function positive(x: number, y: number): number {
  let exponent = 0;
  if (x < 2 ** -1022) {
    x *= 2 ** 53;
    exponent = -53;
  }
  double[0] = x;
  exponent += (words[high]! >> 20) - 1023;
  const mantissa = words[high]! & 0xfffff;
  let word = mantissa | 0x3ff00000;
  const isUpper = mantissa > 0x3988e && mantissa < 0xbb67a;
  if (mantissa >= 0xbb67a) {
    exponent++;
    word -= 0x100000;
  }
  words[high] = word;
  const ax = double[0];

  const base = isUpper ? 1.5 : 1;
  let u = ax - base;
  let v = 1 / (ax + base);
  const ss = u * v;
  const sHead = head(ss);
  let tHead = ofHighWord(((word >> 1) | 0x20000000) + 0x80000 + (isUpper ? 0x40000 : 0));
  let tTail = ax - (tHead - base);
  const sTail = v * (u - sHead * tHead - sHead * tTail);
  let s2 = ss * ss;
  let r = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
  r += sTail * (sHead + ss);
  s2 = sHead * sHead;
  tHead = head(3 + s2 + r);
  tTail = r - (tHead - 3 - s2);
  u = sHead * tHead;
  v = sTail * tHead + tTail * ss;
  let pHead = head(u + v);
  let pTail = v - (pHead - u);
  const zHead = cpHead * pHead;
  const zTail = cpTail * pHead + pTail * cp + (isUpper ? dpTail : 0);
  const dp = isUpper ? dpHead : 0;
  const logHead = head(zHead + zTail + dp + exponent);
  const logTail = zTail - (logHead - exponent - dp - zHead);

  const yHead = head(y);
  pTail = (y - yHead) * logHead + y * logTail;
  pHead = yHead * logHead;
  let z = pTail + pHead;
  if (z >= 1024 && (z > 1024 || pTail + overflowTail > z - pHead)) return Infinity;
  if (z <= -1075 && (z < -1075 || pTail <= z - pHead)) return 0;

  const n = Math.round(z);
  pHead -= n;
  const t = head(pTail + pHead);
  u = t * ln2Head;
  v = (pTail - (t - pHead)) * ln2 + t * ln2Tail;
  z = u + v;
  const w = v - (z - u);
  const square = z * z;
  const q = z - square * (P1 + square * (P2 + square * (P3 + square * (P4 + square * P5))));
  r = (z * q) / (q - 2) - (w + z * w);
  return scaled(1 - (r - z), n);
}

/** `x · 2ⁿ` for x around 1, rounded once. */
function scaled(x: number, n: number): number {
  if (n > 1023) return x * 2 * ofHighWord((n - 1 + 1023) << 20);
  if (n >= -1022) return x * ofHighWord((n + 1023) << 20);
  return x * ofHighWord((n + 54 + 1023) << 20) * 2 ** -54;
}

const L1 = 5.99999999999994648725e-1;
const L2 = 4.28571428578550184252e-1;
const L3 = 3.33333329818377432918e-1;
const L4 = 2.72728123808534006489e-1;
const L5 = 2.30660745775561754067e-1;
const L6 = 2.06975017800338417784e-1;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;
const ln2 = 6.93147180559945286227e-1;
const ln2Head = 6.93147182464599609375e-1;
const ln2Tail = -1.90465429995776804525e-9;
/** 2 / (3 ln 2), as one number and as a sum of two. */
const cp = 9.61796693925975554329e-1;
const cpHead = 9.61796700954437255859e-1;
const cpTail = -7.02846165095275826516e-9;
/** log₂ 1.5 as a sum of two numbers. */
const dpHead = 5.84962487220764160156e-1;
const dpTail = 1.35003920212974897128e-8;
/** −(1024 − log₂(the largest number + ½ ulp)). */
const overflowTail = 8.008566259537294e-17;
