/** Bfloat16, the upper half of a float32, to float32, exactly. */
export function fromBfloat16(uppers: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(uppers, (upper) => upper << 16).buffer);
}

/** Float32 to bfloat16, to the nearest, ties to even. */
export function toBfloat16(floats: Float32Array): Uint16Array {
  const uppers = new Uint16Array(floats.length);
  const bits = new Uint32Array(floats.buffer, floats.byteOffset, floats.length);
  for (let i = 0; i < floats.length; i++) {
    const float = bits[i];
    const upper = float >>> 16;
    const isNaN = (float & 0x7fffffff) > 0x7f800000;
    // The quiet bit keeps a NaN whose payload is all in the lost bits from turning into infinity.
    if (isNaN) uppers[i] = upper & 0x7f ? upper : upper | 0x40;
    else uppers[i] = (float + 0x7fff + (upper & 1)) >>> 16;
  }
  return uppers;
}
