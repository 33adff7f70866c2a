import { sizeOf, type Kernels } from '@spikegrad/core';
import { gatherConv2d, gatherWeightGradient } from './gather.js';
import { Geometry, type Fields, type Places } from './geometry.js';
import { addressOf, type Machine } from '../machine/machine.js';
import type { Block } from '../memory/allocator.js';
import { roundUp } from '../memory/roundUp.js';
import { DeferredGradient, isWorthDeferring } from './deferredGradient.js';
import { isForWinograd, winograd, winogradWeightGradient } from './winograd.js';

type Call<Name extends keyof Kernels> = Parameters<Kernels[Name]>[0];

/**
 * Works out where taps read, and runs `body` with the whole description. @param shared floats of the operand that all threads share @param
 * own floats of each thread
 */
function within(
  machine: Machine,
  geometry: Geometry,
  places: Fields,
  { shared, own }: { readonly shared: number; readonly own: number },
  body: (words: readonly number[]) => void,
): void {
  const { panel } = machine.sizes.convolution;
  const table = geometry.window * roundUp(geometry.positions, panel);
  machine.withScratch([shared, table, own * machine.threads], (packed, taps, scratch) => {
    const fields = { ...places, shared: packed!, places: taps!, scratch: scratch!, scratchBytes: 4 * own };
    const words = geometry.describe(fields);
    machine.run('placeTaps', words, geometry.window, 0);
    body(words);
  });
}

type Packing = 'packWeights' | 'packTurnedWeights';

function forward(machine: Machine, geometry: Geometry, places: Places, packing: Packing): void {
  const { groups, outputs, taps, samples, positions, work } = geometry;
  const { rows, panel, columnPanels } = machine.sizes.convolution;
  const panels = samples * Math.ceil(positions / panel);
  const floats = { shared: groups * roundUp(outputs, rows) * taps, own: columnPanels * panel * taps };
  within(machine, geometry, places, floats, (words) => {
    machine.run(packing, words, groups * Math.ceil(outputs / rows), groups * outputs * taps);
    machine.run('conv2d', words, groups * Math.ceil(panels / columnPanels), work);
  });
}

export function conv2d(machine: Machine, { x, w, shape, ...window }: Call<'conv2d'>): Block {
  const y = machine.allocate(shape);
  const geometry = new Geometry(x.shape, w.shape, shape, window);
  const places = { y: y.pointer, x: addressOf(x), w: addressOf(w) };
  const hasWinograd = isForWinograd(machine, x.shape, shape, w.shape, window);
  const [input, weights] = [x.handle as object, w.handle as object];
  if (gatherConv2d(machine, geometry, places, { input, weights }, hasWinograd)) return y;
  if (hasWinograd) winograd(machine, { x: x.shape, y: shape, window, places, w: weights, turned: false });
  else forward(machine, geometry, places, 'packWeights');
  return y;
}

/** At stride 1 the input gradient is a convolution of the output gradient with the window turned by half a circle. */
export function conv2dInputGradient(machine: Machine, call: Call<'conv2dInputGradient'>): Block {
  const { dy, w, shape, ...window } = call;
  const { groups, dilation, padding } = window;
  const positions = sizeOf([dy.shape[0]!, ...dy.shape.slice(2)]);
  if (window.stride.some((step) => step !== 1) || positions < machine.crossovers.turnedPositions)
    return scattered(machine, call);
  const [outputs, channels, height, width] = w.shape as readonly [number, number, number, number];
  const reach = [dilation[0] * (height - 1), dilation[1] * (width - 1)] as const;
  const turned = { ...window, padding: [reach[0] - padding[0], reach[1] - padding[1]] as const };
  const kernel = [channels * groups, outputs / groups, height, width];
  const dx = machine.allocate(shape);
  const places = { y: dx.pointer, x: addressOf(dy), w: addressOf(w) };
  const given = { x: dy.shape, y: shape, window: turned, places };
  if (isForWinograd(machine, dy.shape, shape, kernel, turned))
    winograd(machine, { ...given, w: w.handle as object, turned: true });
  else forward(machine, new Geometry(dy.shape, kernel, shape, turned), places, 'packTurnedWeights');
  return dx;
}

function scattered(machine: Machine, { dy, w, shape, ...window }: Call<'conv2dInputGradient'>): Block {
  const dx = machine.zeros(shape);
  const geometry = new Geometry(shape, w.shape, dy.shape, window);
  const { groups, channels, outputs, positions, samples, work } = geometry;
  if (work === 0) return dx;
  const places = { y: addressOf(dy), x: dx.pointer, w: addressOf(w) };
  const { rows, panel, scatterChannels } = machine.sizes.convolution;
  const panels = samples * groups * Math.ceil(positions / panel);
  const items = groups * Math.ceil(channels / scatterChannels);
  const taps = scatterChannels * geometry.window;
  const weights = Math.ceil(taps / rows) * (rows * outputs + 16);
  const own = weights + taps * positions;
  const pack = (kept: number): void =>
    machine.run(
      'packTapRows',
      geometry.describe({ ...places, kept }),
      items,
      groups * channels * outputs * geometry.window,
    );
  const isKept = samples * positions <= machine.crossovers.turnedPositions;
  const kept = isKept ? machine.cache.keep(w.handle as object, ['tapRows', ...w.shape], items * weights, pack) : null;
  within(
    machine,
    geometry,
    { ...places, kept: kept?.pointer ?? 0 },
    { shared: panels * panel * outputs, own },
    (words) => {
      machine.run('packGradientColumns', words, panels, sizeOf(dy.shape));
      machine.run('scatterConv2d', words, items, work);
    },
  );
  return dx;
}

export function conv2dWeightGradient(machine: Machine, call: Call<'conv2dWeightGradient'>): Block | DeferredGradient {
  return isWorthDeferring(call) ? new DeferredGradient(machine, call, weightGradient) : weightGradient(machine, call);
}

function weightGradient(machine: Machine, { x, dy, shape, ...window }: Call<'conv2dWeightGradient'>): Block {
  const geometry = new Geometry(x.shape, shape, dy.shape, window);
  const { groups, outputs, taps, positions, samples, work } = geometry;
  if (samples * positions === 0) return machine.zeros(shape);
  const dw = machine.allocate(shape);
  const places = { y: addressOf(dy), x: addressOf(x), w: dw.pointer };
  const hasWinograd = isForWinograd(machine, x.shape, dy.shape, shape, window);
  if (gatherWeightGradient(machine, geometry, places, x.handle as object, hasWinograd)) return dw;
  if (hasWinograd) {
    winogradWeightGradient(machine, { x: x.shape, y: dy.shape, window, places, turned: false });
    return dw;
  }
  const { rows, panel, span, tapPanels } = machine.sizes.convolution;
  const blocks = Math.ceil(Math.ceil(taps / panel) / tapPanels);
  const own = tapPanels * panel * Math.max(span, positions);
  within(machine, geometry, places, { shared: groups * roundUp(outputs, rows) * samples * positions, own }, (words) => {
    machine.run('packGradients', words, groups * Math.ceil(outputs / rows), sizeOf(dy.shape));
    machine.run('conv2dWeightGradient', words, groups * blocks, work);
  });
  return dw;
}
