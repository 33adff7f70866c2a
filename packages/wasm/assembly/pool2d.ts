/** Windows of `[planes, height, width]`, as the host describes them: 32-bit words in this order. */
class Pool {
  planes: i32;
  height: i32;
  width: i32;
  outputHeight: i32;
  outputWidth: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  strideY: i32;
  strideX: i32;
  paddingY: i32;
  paddingX: i32;
}

export function avgPool2d(y: usize, x: usize, at: usize): void {
  const s = changetype<Pool>(at);
  const share: f32 = 1 / (<f32>s.kernelHeight * <f32>s.kernelWidth);
  for (let plane = 0; plane < s.planes; plane++) {
    for (let i = 0; i < s.outputHeight; i++) {
      const top = i * s.strideY - s.paddingY;
      for (let j = 0; j < s.outputWidth; j++) {
        const left = j * s.strideX - s.paddingX;
        let sum: f32 = 0;
        for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
          for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++)
            sum += load<f32>(x + ((r * s.width + c) << 2));
        }
        store<f32>(y, sum * share);
        y += 4;
      }
    }
    x += (<usize>(s.height * s.width)) << 2;
  }
}

/** `dx` holds zeros. */
export function avgPool2dGradient(dx: usize, dy: usize, at: usize): void {
  const s = changetype<Pool>(at);
  const share: f32 = 1 / (<f32>s.kernelHeight * <f32>s.kernelWidth);
  for (let plane = 0; plane < s.planes; plane++) {
    for (let i = 0; i < s.outputHeight; i++) {
      const top = i * s.strideY - s.paddingY;
      for (let j = 0; j < s.outputWidth; j++) {
        const left = j * s.strideX - s.paddingX;
        const value = load<f32>(dy) * share;
        for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
          for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++) {
            const place = dx + ((r * s.width + c) << 2);
            store<f32>(place, load<f32>(place) + value);
          }
        }
        dy += 4;
      }
    }
    dx += (<usize>(s.height * s.width)) << 2;
  }
}

/** Where the first largest entry of a window stands. */
function largest(x: usize, s: Pool, top: i32, left: i32): usize {
  let best: usize = x + ((max(0, top) * s.width + max(0, left)) << 2);
  for (let r = max(0, top); r < min(s.height, top + s.kernelHeight); r++) {
    for (let c = max(0, left); c < min(s.width, left + s.kernelWidth); c++) {
      const place = x + ((r * s.width + c) << 2);
      if (load<f32>(place) > load<f32>(best)) best = place;
    }
  }
  return best;
}

export function maxPool2d(y: usize, x: usize, at: usize): void {
  const s = changetype<Pool>(at);
  for (let plane = 0; plane < s.planes; plane++) {
    for (let i = 0; i < s.outputHeight; i++) {
      for (let j = 0; j < s.outputWidth; j++) {
        store<f32>(y, load<f32>(largest(x, s, i * s.strideY - s.paddingY, j * s.strideX - s.paddingX)));
        y += 4;
      }
    }
    x += (<usize>(s.height * s.width)) << 2;
  }
}

/** `dx` holds zeros. */
export function maxPool2dGradient(dx: usize, dy: usize, x: usize, at: usize): void {
  const s = changetype<Pool>(at);
  for (let plane = 0; plane < s.planes; plane++) {
    for (let i = 0; i < s.outputHeight; i++) {
      for (let j = 0; j < s.outputWidth; j++) {
        const place = dx + (largest(x, s, i * s.strideY - s.paddingY, j * s.strideX - s.paddingX) - x);
        store<f32>(place, load<f32>(place) + load<f32>(dy));
        dy += 4;
      }
    }
    const area: usize = (s.height * s.width) << 2;
    x += area;
    dx += area;
  }
}
