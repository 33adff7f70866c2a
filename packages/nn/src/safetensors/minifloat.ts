/** A float of 8 bits: a sign, where it has one, an exponent and a mantissa. */
export interface Minifloat {
  /** The value of each of the 256 bytes. */
  readonly values: Float32Array;
}

/**
 * The values of a float of 8 bits with a sign.
 *
 * @param exponentBits 4 or 5; the other bits but the sign are the mantissa
 * @param bias what is taken from the exponent
 * @param special the value of a magnitude, `0` … `127`, that is no number of the usual form
 */
function signed(exponentBits: number, bias: number, special: (magnitude: number) => number | undefined): Minifloat {
  const mantissaBits = 7 - exponentBits;
  const one = 2 ** mantissaBits;
  const usual = (magnitude: number): number => {
    const [exponent, mantissa] = [magnitude >> mantissaBits, magnitude % one];
    return exponent === 0 ? (mantissa / one) * 2 ** (1 - bias) : (1 + mantissa / one) * 2 ** (exponent - bias);
  };
  const values = Float32Array.from({ length: 256 }, (_, byte) => {
    const magnitude = byte & 0x7f;
    return (byte < 128 ? 1 : -1) * (special(magnitude) ?? usual(magnitude));
  });
  return { values };
}

/** E4M3, as PyTorch's `float8_e4m3fn`: no infinity, and NaN where all bits are set. */
export const e4m3 = signed(4, 7, (magnitude) => (magnitude === 0x7f ? NaN : undefined));

/** E5M2, the upper half of binary16: PyTorch's `float8_e5m2`. */
export const e5m2 = signed(5, 15, (magnitude) => (magnitude < 0x7c ? undefined : magnitude === 0x7c ? Infinity : NaN));

/** E8M0, powers of two from 2⁻¹²⁷ to 2¹²⁷, and NaN: PyTorch's `float8_e8m0fnu`, the scales of blocks. */
export const e8m0: Minifloat = {
  values: Float32Array.from({ length: 256 }, (_, byte) => (byte === 0xff ? NaN : 2 ** (byte - 127))),
};

/** Bytes to float32, exactly. */
export const fromMinifloat = (bytes: Uint8Array, { values }: Minifloat): Float32Array =>
  Float32Array.from(bytes, (byte) => values[byte]!);

/**
 * Float32 to bytes, rounded to the nearest, ties to the even byte. Too large values become infinity, or NaN if the
 * format has no infinity.
 */
export function toMinifloat(floats: Float32Array, minifloat: Minifloat): Uint8Array {
  const { finite, limit, infinite, nan, signBit } = tableOf(minifloat);
  return Uint8Array.from(floats, (float) => {
    const sign = signBit && (float < 0 || Object.is(float, -0)) ? signBit : 0;
    const magnitude = Math.abs(float);
    if (Number.isNaN(float) || (sign === 0 && float < 0)) return nan | sign;
    const beyond = magnitude > limit || (magnitude === limit && finite.length % 2 === 0);
    return (beyond ? infinite : nearest(finite, magnitude)) | sign;
  });
}

/** The index of the value nearest to `magnitude`; of two the even one. */
function nearest(finite: Float32Array, magnitude: number): number {
  let [low, high] = [0, finite.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (finite[middle]! <= magnitude) low = middle;
    else high = middle;
  }
  const [below, above] = [magnitude - finite[low]!, finite[high]! - magnitude];
  if (below === above) return low % 2 === 0 ? low : high;
  return below < above ? low : high;
}

/** Magnitudes that are finite, by their byte, and the bytes of all else. */
function tableOf({ values }: Minifloat) {
  const signBit = values[129]! < 0 ? 0x80 : 0;
  const magnitudes = values.subarray(0, signBit || 256);
  const finite = magnitudes.filter(Number.isFinite);
  const [before, last] = finite.slice(-2) as unknown as readonly [number, number];
  const limit = last + (last - before) / 2; // half a step above the largest value
  const nan = magnitudes.findIndex(Number.isNaN);
  const infinity = magnitudes.indexOf(Infinity);
  return { finite, limit, signBit, nan, infinite: infinity < 0 ? nan : infinity };
}
