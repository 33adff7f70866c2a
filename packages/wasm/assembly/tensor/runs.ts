import { areaBytes } from '../../src/kernels/constants';

/** Operands that are walked together; the words of scalars, addresses and strides follow. */
export class Runs {
  /** Bytes from here to the addresses of the operands. */
  operands: i32;
  count: i32;
  /** Axes outside a run. */
  rank: i32;
  /** Elements of a run, and of the pieces it is cut into. */
  length: i32;
  piece: i32;
  /** Where the addresses of a piece go, `areaBytes` a thread. */
  areas: usize;
}

/**
 * Finds piece `item` of all runs: writes the address of every operand there. After the operands' addresses come their steps along a run (0 or
 * 4 bytes), the outer lengths and, axis by axis, their strides in bytes.
 *
 * @returns elements of the piece
 */
export function locate(at: usize, item: i32, thread: i32): i32 {
  const s = changetype<Runs>(at);
  const pieces = (s.length + s.piece - 1) / s.piece;
  const row: usize = s.count << 2;
  const bases = at + s.operands;
  const steps = bases + row;
  const lengths = steps + row;
  const strides = lengths + (s.rank << 2);
  const to = s.areas + thread * areaBytes;
  const begin = (item % pieces) * s.piece;
  for (let i: usize = 0; i < row; i += 4) store<i32>(to + i, load<i32>(bases + i) + begin * load<i32>(steps + i));
  let rest = item / pieces;
  for (let axis = s.rank - 1; axis >= 0 && rest > 0; axis--) {
    const length = load<i32>(lengths + (axis << 2));
    const place = rest % length;
    rest /= length;
    if (place === 0) continue;
    const own = strides + axis * row;
    for (let i: usize = 0; i < row; i += 4) store<i32>(to + i, load<i32>(to + i) + place * load<i32>(own + i));
  }
  return min(s.piece, s.length - begin);
}
