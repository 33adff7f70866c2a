import { sizeOf, type Kernels, type Operand, type Program } from '@spikegrad/core';
import { slotOf, stridesOf, type Device, type Slot } from '../device/device.js';
import { pack } from './movement.js';
import { linesOf, type Lines } from './program.js';
import { coordinates, lengthNames, runsOf, stridesUnder } from './runs.js';
import { maxArrays, type Source } from '../device/source.js';

type Call = Parameters<Kernels['elementwise']>[0];

/** Lines of programs by output, and their kernels by how the operands repeat; made once a program. */
const linesKnown = new WeakMap<Program, Map<number, Lines>>();
const sourcesKnown = new WeakMap<Lines, Map<string, Source>>();

/** Launches one kernel an output, each of which computes what its output needs. */
export function elementwise(device: Device, call: Call): readonly Slot[] {
  return call.program.outputs.map((output) => launch(device, call, knownLines(call.program, output)));
}

function launch(device: Device, { inputs, scalars, shape }: Call, lines: Lines): Slot {
  const needed = lines.inputs.map((place) => inputs[place]!);
  const strides = needed.map((input) => stridesUnder(input.shape, shape));
  const dense = stridesOf(shape);
  const runs = runsOf(shape, [dense, ...strides]);
  const [straight, ...steps] = runs.strides;
  const places = steps.map((own) => placeOf(own, straight!));
  const packed = needed.length > maxArrays;
  const rank = runs.lengths.length;
  const sizes = [
    ...runs.lengths.slice(1),
    ...steps.flatMap((own, i) => (places[i]!.kind === 'strided' ? own.filter((stride) => stride !== 0) : [])),
    ...(packed ? beginsOf(needed) : []),
  ];
  const key = `${rank} ${places.map(({ text }) => text).join(' ')}`;
  const source = knownSource(lines, key, () => sourceOf(lines, rank, places, packed));
  const numbers = [...lines.scalars.map((place) => scalars[place]!), ...lines.constants];
  if (!packed) return device.launch(source, sizeOf(shape), needed.map(slotOf), sizes, numbers);
  const pile = pack(device, needed.map(slotOf));
  const y = device.launch(source, sizeOf(shape), [pile], sizes, numbers);
  device.free(pile);
  return y;
}

/** Where an operand's element of a thread is: where the thread's own is, at one place for all, or by strides of some axes. */
interface Place {
  readonly kind: 'straight' | 'still' | 'strided';
  /** Axes with a stride. */
  readonly axes: readonly number[];
  readonly text: string;
}

function placeOf(strides: readonly number[], straight: readonly number[]): Place {
  const axes = strides.flatMap((stride, axis) => (stride === 0 ? [] : [axis]));
  if (axes.length === 0) return { kind: 'still', axes, text: '.' };
  if (strides.every((stride, axis) => stride === straight[axis])) return { kind: 'straight', axes: [], text: '=' };
  return { kind: 'strided', axes, text: axes.join() };
}

function sourceOf(lines: Lines, rank: number, places: readonly Place[], packed: boolean): Source {
  const isStrided = places.some(({ kind }) => kind === 'strided');
  const loads = lines.inputs.map((input, i) => {
    const { kind, axes } = places[i]!;
    const strided = axes.map((axis) => `c${axis} * s${i}x${axis}`).join(' + ');
    const at = kind === 'straight' ? 'this.thread.x' : kind === 'still' ? '0' : strided;
    return packed ? `const x${input} = pile[b${i} + ${at}];` : `const x${input} = a${i}[${at}];`;
  });
  return {
    arrays: packed ? ['pile'] : lines.inputs.map((_, i) => `a${i}`),
    sizes: [
      ...lengthNames(rank),
      ...places.flatMap(({ kind, axes }, i) => (kind === 'strided' ? axes.map((axis) => `s${i}x${axis}`) : [])),
      ...(packed ? places.map((_, i) => `b${i}`) : []),
    ],
    numbers: [...lines.scalars.map((place) => `p${place}`), ...lines.constants.map((_, i) => `k${i}`)],
    body: [isStrided ? coordinates(rank) : '', ...loads, lines.body, `return ${lines.result};`].join('\n'),
  };
}

/** Where each operand begins when all lie one after another. */
function beginsOf(operands: readonly Operand[]): readonly number[] {
  let begin = 0;
  return operands.map(({ handle }) => (begin += (handle as Slot).size) - (handle as Slot).size);
}

function knownLines(program: Program, output: number): Lines {
  const known = linesKnown.get(program) ?? new Map<number, Lines>();
  linesKnown.set(program, known);
  const lines = known.get(output) ?? linesOf(program, output);
  known.set(output, lines);
  return lines;
}

function knownSource(lines: Lines, key: string, make: () => Source): Source {
  const known = sourcesKnown.get(lines) ?? new Map<string, Source>();
  sourcesKnown.set(lines, known);
  const source = known.get(key) ?? make();
  known.set(key, source);
  return source;
}
