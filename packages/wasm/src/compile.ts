import type { Instruction, KernelPrimitive, Program } from '@spikegrad/core';
import { Encoder } from './encoder.js';
import { control, i32, local, simd, type } from './opcodes.js';
import type { MemoryLimits } from './pool.js';
import { headWords } from './runs.js';
import { sigmoidNumbers, sigmoidSpare, writeSigmoid } from './sigmoid.js';
import { laneBytes } from './sizes.js';

/** Functions of the kernels that programs call; their order is that of the imports. */
export const called = ['exp4', 'log4', 'log1p4', 'tanh4', 'erf4', 'pow4'] as const;
type Called = (typeof called)[number];

type Code = Encoder;
type Applied = Extract<Instruction, { kind: 'apply' }>;

/** Writes the value of one primitive, its operands standing in locals. `own` is the first of the locals that belong to its function, if it has any. */
type Emit = (code: Code, operands: readonly number[], own: number) => void;

const vector = (code: Code, instruction: number): Code => code.byte(0xfd).unsigned(instruction);
const get = (code: Code, place: number): Code => code.byte(local.get).unsigned(place);

function constant(code: Code, value: number): void {
  vector(code, simd.const).byte(...new Uint8Array(Float32Array.of(value, value, value, value).buffer));
}

const direct =
  (instruction: number): Emit =>
  (code, operands) => {
    for (const operand of operands) get(code, operand);
    vector(code, instruction);
  };

const call =
  (name: Called): Emit =>
  (code, operands) => {
    for (const operand of operands) get(code, operand);
    code.byte(control.call).unsigned(called.indexOf(name));
  };

/** 1 where a comparison holds. */
const holds =
  (instruction: number): Emit =>
  (code, operands) => {
    direct(instruction)(code, operands, 0);
    constant(code, 1);
    vector(code, simd.and);
  };

const compareZero = (code: Code, x: number, instruction: number): void => {
  get(code, x);
  constant(code, 0);
  vector(code, instruction);
};

const emitters: Record<KernelPrimitive, Emit> = {
  add: direct(simd.add),
  sub: direct(simd.sub),
  mul: direct(simd.mul),
  div: direct(simd.div),
  pow: call('pow4'),
  maximum: direct(simd.max),
  minimum: direct(simd.min),
  neg: direct(simd.neg),
  abs: direct(simd.abs),
  // ±1 by the two comparisons; NaN stays itself.
  sign: (code, [x]) => {
    compareZero(code, x!, simd.gt);
    constant(code, 1);
    vector(code, simd.and);
    compareZero(code, x!, simd.lt);
    constant(code, 1);
    vector(code, simd.and);
    vector(code, simd.sub);
    get(code, x!);
    direct(simd.eq)(code, [x!, x!], 0);
    vector(code, simd.bitselect);
  },
  exp: call('exp4'),
  log: call('log4'),
  log1p: call('log1p4'),
  sqrt: direct(simd.sqrt),
  tanh: call('tanh4'),
  sigmoid: (code, [x], own) => writeSigmoid(code, x!, own),
  erf: call('erf4'),
  relu: (code, [x]) => {
    get(code, x!);
    compareZero(code, x!, simd.lt);
    vector(code, simd.andnot);
  },
  equal: holds(simd.eq),
  notEqual: holds(simd.ne),
  less: holds(simd.lt),
  lessEqual: holds(simd.le),
  greater: holds(simd.gt),
  greaterEqual: holds(simd.ge),
  where: (code, [condition, yes, no]) => {
    get(code, yes!);
    get(code, no!);
    compareZero(code, condition!, simd.ne);
    vector(code, simd.bitselect);
  },
};

/** Powers that need no logarithm. */
const powers = new Map<number, (code: Code, x: number) => void>([
  [2, (code, x) => direct(simd.mul)(code, [x, x], 0)],
  [0.5, (code, x) => direct(simd.sqrt)(code, [x], 0)],
  [-1, (code, x) => inverse(code, () => get(code, x))],
  [-0.5, (code, x) => inverse(code, () => direct(simd.sqrt)(code, [x], 0))],
]);

function inverse(code: Code, divisor: () => void): void {
  constant(code, 1);
  divisor();
  vector(code, simd.div);
}

/** Vectors of a line of memory: `v/2 + x` of 16 MiB takes 1.8 ms, and 2.4 with one vector a turn. */
const lineVectors = 4;

/** Parameters and first locals of a compiled program. */
const place = { described: 0, item: 1, to: 2, lane: 3, count: 4, area: 5, first: 6 } as const;

/**
 * Compiles a program to a module with one function `run(described, from, to, lane)` over pieces of runs: a line of memory a turn, then
 * four elements a turn, the last few by lanes. An input whose place is in `still` is one number for a whole run.
 */
export function compileProgram(
  program: Program,
  still: ReadonlySet<number>,
  memory: MemoryLimits,
): Uint8Array<ArrayBuffer> {
  const { instructions, outputs, inputs } = program;
  const operands = outputs.length + inputs;
  const isStill = (input: number): boolean => still.has(input);
  const addressOf = (operand: number): number => place.first + operand;
  const vectorOf = (instruction: number): number => place.first + operands + instruction;
  const code = new Encoder();
  const set = (instruction: number): Code => code.byte(local.set).unsigned(vectorOf(instruction));
  const splat = (word: number): Code =>
    vector(get(code, place.described), simd.load32Splat)
      .byte(2)
      .unsigned(4 * word);

  instructions.forEach((instruction, i) => {
    if (instruction.kind === 'constant') constant(code, instruction.value);
    else if (instruction.kind === 'scalar') splat(headWords + instruction.place);
    else return;
    set(i);
  });
  const hasSigmoid = instructions.some((each) => each.kind === 'apply' && each.primitive === 'sigmoid');
  const numbers = hasSigmoid ? sigmoidNumbers : [];
  const own = instructions.length;
  numbers.forEach((value, i) => {
    constant(code, value);
    set(own + i);
  });
  // The lane's own addresses stand at `lanes + lane · laneBytes`.
  get(code, place.described)
    .byte(i32.load, 2)
    .unsigned(4 * (headWords - 1));
  get(code, place.lane).byte(i32.const, Math.log2(laneBytes), i32.shl, i32.add, local.set, place.area);

  code.byte(control.loop, type.none);
  for (const parameter of [place.described, place.item, place.lane]) get(code, parameter);
  code.byte(control.call).unsigned(called.length).byte(local.set, place.count);
  for (let i = 0; i < operands; i++) {
    get(code, place.area)
      .byte(i32.load, 2)
      .unsigned(4 * i);
    code.byte(local.set).unsigned(addressOf(i));
  }
  instructions.forEach((instruction, i) => {
    if (instruction.kind !== 'input' || !isStill(instruction.place)) return;
    vector(get(code, addressOf(outputs.length + instruction.place)), simd.load32Splat).byte(2, 0);
    set(i);
  });
  /** Writes a vector of every value, `offset` bytes from where the addresses stand. */
  const body = (offset = 0): void =>
    instructions.forEach((instruction, i) => {
      if (instruction.kind === 'apply') apply(code, instruction, instructions, vectorOf);
      else if (instruction.kind === 'input' && !isStill(instruction.place))
        vector(get(code, addressOf(outputs.length + instruction.place)), simd.load)
          .byte(2)
          .unsigned(offset);
      else return;
      set(i);
    });
  /** Writes a loop that takes `vectors` of elements a turn, as long as there are so many. */
  const turns = (vectors: number): void => {
    code.byte(control.loop, type.none);
    get(code, place.count)
      .byte(i32.const)
      .signed(4 * vectors)
      .byte(i32.geS, control.if, type.none);
    for (let offset = 0; offset < 16 * vectors; offset += 16) {
      body(offset);
      outputs.forEach((value, i) => {
        vector(get(get(code, addressOf(i)), vectorOf(value)), simd.store)
          .byte(2)
          .unsigned(offset);
      });
    }
    for (let i = 0; i < operands; i++) {
      if (i >= outputs.length && isStill(i - outputs.length)) continue;
      get(code, addressOf(i))
        .byte(i32.const)
        .signed(16 * vectors)
        .byte(i32.add, local.set)
        .unsigned(addressOf(i));
    }
    get(code, place.count)
      .byte(i32.const)
      .signed(4 * vectors)
      .byte(i32.sub, local.set, place.count);
    code.byte(control.br, 1, control.end, control.end);
  };
  turns(lineVectors);
  turns(1);
  // Reading past the end is safe: every allocation is padded.
  get(code, place.count).byte(i32.const, 0, i32.gtS, control.if, type.none);
  body();
  for (let lane = 0; lane < 3; lane++) {
    get(code, place.count).byte(i32.const, lane, i32.gtS, control.if, type.none);
    outputs.forEach((value, i) => {
      vector(get(get(code, addressOf(i)), vectorOf(value)), simd.store32Lane)
        .byte(2)
        .unsigned(4 * lane)
        .byte(lane);
    });
    code.byte(control.end);
  }
  code.byte(control.end);
  get(code, place.item).byte(i32.const, 1, i32.add, local.tee, place.item);
  get(code, place.to).byte(i32.ltS, control.brIf, 0, control.end, control.end);
  const vectors = instructions.length + numbers.length + (hasSigmoid ? sigmoidSpare : 0);
  return moduleOf(code, operands, vectors, memory);
}

function apply(
  code: Code,
  { primitive, operands }: Applied,
  all: readonly Instruction[],
  vectorOf: (place: number) => number,
): void {
  const places = operands.map(vectorOf);
  const exponent = primitive === 'pow' ? all[operands[1]!] : undefined;
  const power = exponent?.kind === 'constant' ? powers.get(exponent.value) : undefined;
  if (power) power(code, places[0]!);
  else emitters[primitive](code, places, vectorOf(all.length));
}

function moduleOf(code: Encoder, addresses: number, vectors: number, limits: MemoryLimits): Uint8Array<ArrayBuffer> {
  const signature = (parameters: readonly number[], results: readonly number[]): Encoder =>
    new Encoder()
      .byte(type.function)
      .unsigned(parameters.length)
      .byte(...parameters)
      .unsigned(results.length)
      .byte(...results);
  const { v128 } = type;
  const words = (count: number): number[] => new Array<number>(count).fill(type.i32);
  const types = [
    signature([v128], [v128]),
    signature([v128, v128], [v128]),
    signature(words(3), [type.i32]),
    signature(words(4), []),
  ];
  const functions = called.map((name) =>
    new Encoder()
      .name('kernels')
      .name(name)
      .byte(0x00, name === 'pow4' ? 1 : 0),
  );
  functions.push(new Encoder().name('kernels').name('locate').byte(0x00, 2));
  const memory = new Encoder()
    .name('env')
    .name('memory')
    .byte(0x02, limits.shared ? 0x03 : 0x01)
    .unsigned(1)
    .unsigned(limits.maximum);
  const locals = new Encoder().list([
    new Encoder().unsigned(place.first - place.count + addresses).byte(type.i32),
    new Encoder().unsigned(vectors).byte(v128),
  ]);
  const body = new Encoder().append(locals.bytes).append(code.bytes);
  const whole = new Encoder()
    .byte(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00)
    .section(1, new Encoder().list(types))
    .section(2, new Encoder().list([...functions, memory]))
    .section(3, new Encoder().byte(1, 3))
    .section(
      7,
      new Encoder().list([
        new Encoder()
          .name('run')
          .byte(0x00)
          .unsigned(called.length + 1),
      ]),
    )
    .section(10, new Encoder().byte(1).sized(body));
  return Uint8Array.from(whole.bytes);
}
