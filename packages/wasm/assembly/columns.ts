import { panel } from './gemm';

/** A convolution as the host describes it: 32-bit words in this order. */
export class Shape {
  samples: i32;
  groups: i32;
  /** Of one group. */
  channels: i32;
  /** Of one group. */
  outputs: i32;
  height: i32;
  width: i32;
  kernelHeight: i32;
  kernelWidth: i32;
  outputHeight: i32;
  outputWidth: i32;
  strideY: i32;
  strideX: i32;
  paddingY: i32;
  paddingX: i32;
  dilationY: i32;
  dilationX: i32;
}

// @ts-ignore: decorator
@inline
export function shapeAt(at: usize): Shape {
  return changetype<Shape>(at);
}

// @ts-ignore: decorator
@inline
export function tapsOf(s: Shape): i32 {
  return s.channels * s.kernelHeight * s.kernelWidth;
}

// @ts-ignore: decorator
@inline
export function positionsOf(s: Shape): i32 {
  return s.outputHeight * s.outputWidth;
}

/** The place in a plane that a tap reads for an output position, or −1 outside. */
// @ts-ignore: decorator
@inline
function placeOf(s: Shape, i: i32, j: i32, tapY: i32, tapX: i32): i32 {
  const y = i * s.strideY + tapY * s.dilationY - s.paddingY;
  const x = j * s.strideX + tapX * s.dilationX - s.paddingX;
  return <u32>y < <u32>s.height && <u32>x < <u32>s.width ? y * s.width + x : -1;
}

/** Panels of columns for positions `from` … `from + count`: `[count/8][taps][8]`, zeros outside the input and past the end. */
export function packColumns(to: usize, x: usize, s: Shape, from: i32, count: i32): void {
  const plane: usize = (s.height * s.width) << 2;
  const window = s.kernelHeight * s.kernelWidth;
  const end = from + count;
  for (let first = from; first < end; first += panel) {
    for (let tap = 0; tap < window; tap++) {
      for (let lane = 0; lane < panel; lane++) {
        const position = first + lane;
        const i = position / s.outputWidth;
        const place = position < end ? placeOf(s, i, position - i * s.outputWidth, tap / s.kernelWidth, tap % s.kernelWidth) : -1;
        let source = x + (place << 2);
        let target = to + (((tap << 3) + lane) << 2);
        for (let c = 0; c < s.channels; c++) {
          store<f32>(target, place < 0 ? 0 : load<f32>(source));
          source += plane;
          target += <usize>window << 5;
        }
      }
    }
    to += <usize>tapsOf(s) << 5;
  }
}

/** Panels of columns turned round, eight taps a panel: `[taps/8][positions][8]`; lanes past the last tap keep what they had. */
export function packTaps(to: usize, x: usize, s: Shape): void {
  const plane: usize = (s.height * s.width) << 2;
  const positions = positionsOf(s);
  let tap = 0;
  for (let c = 0; c < s.channels; c++) {
    for (let tapY = 0; tapY < s.kernelHeight; tapY++) {
      for (let tapX = 0; tapX < s.kernelWidth; tapX++, tap++) {
        let target = to + ((((tap >> 3) * positions) << 3) + (tap & 7)) * 4;
        for (let i = 0; i < s.outputHeight; i++) {
          for (let j = 0; j < s.outputWidth; j++) {
            const place = placeOf(s, i, j, tapY, tapX);
            store<f32>(target, place < 0 ? 0 : load<f32>(x + (place << 2)));
            target += 32;
          }
        }
      }
    }
    x += plane;
  }
}

/** The adjoint of reading windows: adds columns `[taps][positions]` back to where they were read. */
export function scatterColumns(x: usize, from: usize, s: Shape): void {
  const plane: usize = (s.height * s.width) << 2;
  for (let c = 0; c < s.channels; c++) {
    for (let tapY = 0; tapY < s.kernelHeight; tapY++) {
      for (let tapX = 0; tapX < s.kernelWidth; tapX++) {
        for (let i = 0; i < s.outputHeight; i++) {
          for (let j = 0; j < s.outputWidth; j++) {
            const place = placeOf(s, i, j, tapY, tapX);
            if (place >= 0) store<f32>(x + (place << 2), load<f32>(x + (place << 2)) + load<f32>(from));
            from += 4;
          }
        }
      }
    }
    x += plane;
  }
}
