const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * Threefry-2x32 with 20 rounds: a keyed bijection of two 32-bit words made of additions, rotations and exclusive ors.
 *
 * @see Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011)
 */
export function threefry(key0: number, key1: number, counter0: number, counter1: number): [number, number] {
  const key2 = 0x1bd11bda ^ key0 ^ key1;
  const keys = [key0, key1, key2];
  let x = (counter0 + key0) | 0;
  let y = (counter1 + key1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = rotations[round % 8]!;
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + keys[injection % 3]!) | 0;
      y = (y + keys[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}
