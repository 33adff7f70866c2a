// Bits are moved as integers: a NaN that passes through a JavaScript number may lose its payload.

/** IEEE 754 binary16 to float32, exactly. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) {
    const half = halves[i];
    const sign = (half & 0x8000) << 16;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 0) floats[i] = (sign ? -1 : 1) * mantissa * 2 ** -24;
    else bits[i] = sign | ((exponent === 31 ? 255 : exponent + 112) << 23) | (mantissa << 13);
  }
  return floats;
}

/** Float32 to IEEE 754 binary16, rounded to the nearest, ties to even. Magnitudes from 65520 on become infinity. */
export function toHalf(floats: Float32Array): Uint16Array {
  const halves = new Uint16Array(floats.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < floats.length; i++) {
    const magnitude = bits[i] & 0x7fffffff;
    halves[i] = ((bits[i] >>> 16) & 0x8000) | halfMagnitude(magnitude, Math.abs(floats[i]));
  }
  return halves;
}

function halfMagnitude(bits: number, value: number): number {
  // The quiet bit keeps a NaN whose payload is all in the lost bits from turning into infinity.
  if (bits > 0x7f800000) return 0x7c00 | ((bits >>> 13) & 0x3ff || 0x200);
  if (bits >= 0x477ff000) return 0x7c00;
  // Adding 2⁵² leaves a double no fraction bits, so the sum is rounded to the nearest even whole number.
  if (bits < 0x38800000) return value * 2 ** 24 + 2 ** 52 - 2 ** 52;
  return (bits - 0x38000000 + 0xfff + ((bits >>> 13) & 1)) >>> 13;
}
