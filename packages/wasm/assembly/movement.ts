/** Moves on by one run: counts the outer places up, innermost first. @returns how far that moves, in bytes */
function advance(places: usize, lengths: usize, strides: usize, last: i32): i32 {
  let moved = 0;
  for (let at = last - 4; at >= 0; at -= 4) {
    const stride = load<i32>(strides + at);
    const length = load<i32>(lengths + at);
    const place = load<i32>(places + at) + 1;
    moved += stride;
    if (place < length) {
      store<i32>(places + at, place);
      break;
    }
    moved -= stride * length;
    store<i32>(places + at, 0);
  }
  return moved;
}

/**
 * Fills `y` in order with `x[Σ place · stride]` (strides in bytes, negative ones too): reads any permutation, box or mirror image.
 * `lengths` and `strides` are `rank` words each, outermost first; `places` takes as many.
 */
export function readStrided(
  y: usize,
  x: usize,
  size: i32,
  rank: i32,
  lengths: usize,
  strides: usize,
  places: usize,
): void {
  memory.fill(places, 0, rank << 2);
  const last = (rank - 1) << 2;
  const run = load<i32>(lengths + last);
  const step = load<i32>(strides + last);
  const end = y + (size << 2);
  while (y < end) {
    if (step === 4) memory.copy(y, x, run << 2);
    else for (let i = 0; i < run; i++) store<f32>(y + (i << 2), load<f32>(x + i * step));
    y += (<usize>run) << 2;
    x += advance(places, lengths, strides, last);
  }
}

/** The reverse: writes `x` in order to `y[Σ place · stride]`. */
export function writeStrided(
  y: usize,
  x: usize,
  size: i32,
  rank: i32,
  lengths: usize,
  strides: usize,
  places: usize,
): void {
  memory.fill(places, 0, rank << 2);
  const last = (rank - 1) << 2;
  const run = load<i32>(lengths + last);
  const step = load<i32>(strides + last);
  const end = x + (size << 2);
  while (x < end) {
    if (step === 4) memory.copy(y, x, run << 2);
    else for (let i = 0; i < run; i++) store<f32>(y + i * step, load<f32>(x + (i << 2)));
    x += (<usize>run) << 2;
    y += advance(places, lengths, strides, last);
  }
}

export function fill(y: usize, size: i32, value: f32): void {
  for (let i = 0; i < size; i++) store<f32>(y + (i << 2), value);
}

/** `y[i] = x[indices[i]]`, slices of `run` entries; zeros for an index outside. */
export function gather(y: usize, x: usize, indices: usize, count: i32, rows: i32, run: i32): void {
  for (let i = 0; i < count; i++) {
    const index = load<f32>(indices + (i << 2));
    if (index >= 0 && index < <f32>rows) memory.copy(y, x + ((<i32>index * run) << 2), run << 2);
    else memory.fill(y, 0, run << 2);
    y += (<usize>run) << 2;
  }
}

/** `y[indices[i]] += x[i]`; `y` holds zeros. */
export function scatterAdd(y: usize, x: usize, indices: usize, count: i32, rows: i32, run: i32): void {
  for (let i = 0; i < count; i++) {
    const index = load<f32>(indices + (i << 2));
    if (index >= 0 && index < <f32>rows) {
      const to = y + ((<i32>index * run) << 2);
      for (let j = 0; j < run; j++) store<f32>(to + (j << 2), load<f32>(to + (j << 2)) + load<f32>(x + (j << 2)));
    }
    x += (<usize>run) << 2;
  }
}
