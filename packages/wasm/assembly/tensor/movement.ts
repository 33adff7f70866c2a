import { areaBytes } from '../../src/kernels/constants';
import { locate } from './runs';

/** Slices of axis 0 picked by number. */
export class Picked {
  y: usize;
  x: usize;
  indices: usize;
  count: i32;
  rows: i32;
  run: i32;
}

/** Copies between two operands along runs (`y` first, then `x`), any stride on either side; an item is a piece of a run. */
export function copyRuns(at: usize, from: i32, to: i32, thread: i32): void {
  const bases = at + load<i32>(at);
  const stepY = load<i32>(bases + 8);
  const stepX = load<i32>(bases + 12);
  const addresses = load<usize>(at, 20) + thread * areaBytes;
  for (let item = from; item < to; item++) {
    const count = locate(at, item, thread);
    let y = load<usize>(addresses);
    let x = load<usize>(addresses, 4);
    if (stepY === 4 && stepX === 4) memory.copy(y, x, count << 2);
    else {
      for (let i = 0; i < count; i++) {
        store<f32>(y, load<f32>(x));
        y += stepY;
        x += stepX;
      }
    }
  }
}

/** `y[i] = x[indices[i]]`, zeros for an index outside; an item is one index. */
export function gather(at: usize, from: i32, to: i32, _thread: i32): void {
  const s = changetype<Picked>(at);
  const bytes = s.run << 2;
  for (let i = from; i < to; i++) {
    const index = load<f32>(s.indices + (i << 2));
    const y = s.y + i * bytes;
    if (index >= 0 && index < <f32>s.rows) memory.copy(y, s.x + <i32>index * bytes, bytes);
    else memory.fill(y, 0, bytes);
  }
}

/** `y[indices[i]] += x[i]` in order of `i`; `y` holds zeros. There is one item. */
export function scatterAdd(at: usize, _from: i32, _to: i32, _thread: i32): void {
  const s = changetype<Picked>(at);
  let x = s.x;
  for (let i = 0; i < s.count; i++) {
    const index = load<f32>(s.indices + (i << 2));
    if (index >= 0 && index < <f32>s.rows) {
      const y = s.y + ((<i32>index * s.run) << 2);
      for (let j = 0; j < s.run; j++) store<f32>(y + (j << 2), load<f32>(y + (j << 2)) + load<f32>(x + (j << 2)));
    }
    x += (<usize>s.run) << 2;
  }
}
