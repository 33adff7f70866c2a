import { sizeOf, type Convolution2d, type Kernels, type Shape } from '@spikegrad/core';
import { at, type Machine } from './machine.js';
import { whole } from './matmul.js';
import type { Block } from './pool.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/** Sizes of the kernels in `assembly/conv2d.ts`: panels, panels of positions and of taps an item, floats of images packed at once. */
const [rows, panel, columnPanels, tapPanels, span] = [4, 8, 8, 4, 2048];

/** Addresses that a convolution's kernels find in its description. */
interface Places {
  readonly y: number;
  readonly x: number;
  readonly w: number;
}

/** A convolution from `x` to `y`, its geometry and the counts that its kernels' items are made of. */
class Geometry {
  readonly samples: number;
  readonly groups: number;
  readonly outputs: number;
  readonly positions: number;
  readonly window: number;
  readonly taps: number;
  /** Multiply-adds of the whole. */
  readonly work: number;
  private readonly sizes: readonly number[];

  constructor(x: Shape, w: Shape, y: Shape, { groups, stride, padding, dilation }: Convolution2d) {
    const [outputs, channels] = [w[0]! / groups, w[1]!];
    this.samples = x[0]!;
    this.groups = groups;
    this.outputs = outputs;
    this.positions = sizeOf(y.slice(2));
    this.window = sizeOf(w.slice(2));
    this.taps = channels * this.window;
    this.work = sizeOf(y) * this.taps;
    const image = [channels, outputs, ...x.slice(2), ...w.slice(2), ...y.slice(2)];
    this.sizes = [this.samples, groups, ...image, ...stride, ...padding, ...dilation];
  }

  /**
   * Works out where taps read, and runs `body` with the whole description. @param shared floats of the operand that all threads share @param
   * own floats of each thread
   */
  within(
    machine: Machine,
    { y, x, w }: Places,
    shared: number,
    own: number,
    body: (words: readonly number[]) => void,
  ): void {
    const places = this.window * whole(this.positions, panel);
    machine.withScratch([shared, places, own * machine.threads], (packed, table, scratch) => {
      const words = [y, x, w, packed!, table!, scratch!, 4 * own, ...this.sizes];
      machine.run('placeTaps', words, this.window, 0);
      body(words);
    });
  }
}

type Packing = 'packWeights' | 'packTurnedWeights';

function forward(machine: Machine, geometry: Geometry, places: Places, packing: Packing): void {
  const { groups, outputs, taps, samples, positions, work } = geometry;
  const panels = samples * Math.ceil(positions / panel);
  geometry.within(machine, places, groups * whole(outputs, rows) * taps, columnPanels * panel * taps, (words) => {
    machine.run(packing, words, groups * Math.ceil(outputs / rows), groups * outputs * taps);
    machine.run('conv2d', words, groups * Math.ceil(panels / columnPanels), work);
  });
}

export function conv2d(machine: Machine, { x, w, shape, ...window }: Call<'conv2d'>): Block {
  const y = machine.allocate(shape);
  const geometry = new Geometry(x.shape, w.shape, shape, window);
  forward(machine, geometry, { y: y.pointer, x: at(x), w: at(w) }, 'packWeights');
  return y;
}

export function conv2dInputGradient(machine: Machine, call: Call<'conv2dInputGradient'>): Block {
  return call.stride.every((step) => step === 1) ? turned(machine, call) : scattered(machine, call);
}

/** At stride 1 the input gradient is a convolution of the output gradient with the window turned by half a circle. */
function turned(machine: Machine, { dy, w, shape, ...window }: Call<'conv2dInputGradient'>): Block {
  const dx = machine.allocate(shape);
  const { groups, dilation, padding } = window;
  const [outputs, channels, height, width] = w.shape as readonly [number, number, number, number];
  const reach = [dilation[0] * (height - 1), dilation[1] * (width - 1)] as const;
  const geometry = new Geometry(dy.shape, [channels * groups, outputs / groups, height, width], shape, {
    ...window,
    padding: [reach[0] - padding[0], reach[1] - padding[1]],
  });
  forward(machine, geometry, { y: dx.pointer, x: at(dy), w: at(w) }, 'packTurnedWeights');
  return dx;
}

function scattered(machine: Machine, { dy, w, shape, ...window }: Call<'conv2dInputGradient'>): Block {
  const dx = machine.zeros(shape);
  const geometry = new Geometry(shape, w.shape, dy.shape, window);
  const { groups, outputs, taps, positions, samples, work } = geometry;
  const places = { y: at(dy), x: dx.pointer, w: at(w) };
  geometry.within(
    machine,
    places,
    groups * whole(taps, rows) * outputs,
    taps * positions + outputs * panel,
    (words) => {
      machine.run('packWeightColumns', words, groups * Math.ceil(taps / rows), groups * outputs * taps);
      machine.run('scatterConv2d', words, samples * groups, work);
    },
  );
  return dx;
}

export function conv2dWeightGradient(
  machine: Machine,
  { x, dy, shape, ...window }: Call<'conv2dWeightGradient'>,
): Block {
  const geometry = new Geometry(x.shape, shape, dy.shape, window);
  const { groups, outputs, taps, positions, samples, work } = geometry;
  if (samples * positions === 0) return machine.zeros(shape);
  const dw = machine.allocate(shape);
  const places = { y: at(dy), x: at(x), w: dw.pointer };
  const blocks = Math.ceil(Math.ceil(taps / panel) / tapPanels);
  const own = tapPanels * panel * Math.max(span, positions);
  geometry.within(machine, places, groups * whole(outputs, rows) * samples * positions, own, (words) => {
    machine.run('packGradients', words, groups * Math.ceil(outputs / rows), sizeOf(dy.shape));
    machine.run('conv2dWeightGradient', words, groups * blocks, work);
  });
  return dw;
}
