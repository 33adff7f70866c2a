/** Loops that do one operation as fast as SIMD128 can on this machine. Kernels are compared with them. */
import { Encoder } from '../../packages/wasm/dist/program/encoder.js';
import { control, i32, local, simd, type } from '../../packages/wasm/dist/program/opcodes.js';

/** Sums that stay in registers: with what is added to them they fill those that engines have to give. */
const sums = 8;
const [left, right] = [4, 2]; // each sum has a pair of its own
const [block, and, equalsZero] = [0x02, 0x71, 0x45];
const pageBytes = 65536;

const vector = (code, instruction) => code.byte(0xfd).unsigned(instruction);
const get = (code, place) => code.byte(local.get).unsigned(place);
const set = (code, place) => code.byte(local.set).unsigned(place);
const load = (code, address, offset) => vector(get(code, address), simd.load).byte(4).unsigned(offset);

/** Parameters of each loop: rounds, an address, and bits of an address that may change from round to round. */
const [rounds, pointer, mask, at] = [0, 1, 2, 3];
const firstSum = 4;
const operand = (i) => firstSum + sums + i;

function loopOf(before, body) {
  const code = new Encoder();
  code
    .unsigned(2)
    .unsigned(1)
    .byte(type.i32)
    .unsigned(sums + left + right)
    .byte(type.v128);
  before(code);
  code.byte(block, type.none, control.loop, type.none);
  body(code);
  get(code, rounds)
    .byte(i32.const, 1, i32.sub, local.tee)
    .unsigned(rounds)
    .byte(control.brIf, 0, control.end, control.end);
  for (let i = 0; i < sums; i++)
    vector(get(get(code, pointer), firstSum + i), simd.store)
      .byte(4)
      .unsigned(16 * i);
  return code.byte(control.end);
}

/** Eight sums of products; two factors come from the nearest cache in every round, as those of a matrix product do. */
const multiplyAdd = loopOf(
  (code) => {
    for (let i = 0; i < left; i++) set(load(code, pointer, 16 * (right + i)), operand(right + i));
  },
  (code) => {
    for (let i = 0; i < right; i++) set(load(code, pointer, 16 * i), operand(i));
    for (let i = 0; i < sums; i++) {
      get(code, firstSum + i);
      vector(get(get(code, operand(i % right)), operand(right + Math.floor(i / right))), simd.mul);
      set(vector(code, simd.add), firstSum + i);
    }
  },
);

/** Eight sums of values in memory: 128 bytes per iteration. */
const add = loopOf(
  () => undefined,
  (code) => {
    get(get(code, pointer), rounds).byte(i32.const, 7, i32.shl);
    set(get(code, mask).byte(and, i32.add), at);
    for (let i = 0; i < sums; i++) {
      // V8 loads all of a block before it adds: a way out that is never taken, and needs the sums, keeps registers free.
      if (i === sums / 2) get(code, rounds).byte(equalsZero, control.brIf, 1);
      set(vector(load(get(code, firstSum + i), at, 16 * i), simd.add), firstSum + i);
    }
  },
);

/** Copies a number of bytes from one address to another. */
const copy = new Encoder().unsigned(0);
get(get(get(copy, 1), 0), 2)
  .byte(0xfc)
  .unsigned(10)
  .byte(0, 0, control.end);

/** The loops, over a memory of so many bytes, which is there too. */
export function loops(bytes) {
  const bodies = Object.entries({ multiplyAdd, add, copy });
  const code = () => new Encoder();
  const signature = code().byte(type.function, 3, type.i32, type.i32, type.i32, 0);
  const pages = code()
    .byte(0)
    .unsigned(Math.ceil(bytes / pageBytes));
  const names = bodies.map(([name], i) => code().name(name).byte(0).unsigned(i));
  const sections = [
    [1, [signature]],
    [3, bodies.map(() => code().unsigned(0))],
    [5, [pages]],
    [7, [...names, code().name('memory').byte(2).unsigned(0)]],
    [10, bodies.map(([, body]) => code().sized(body))],
  ];
  const module = code().byte(0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  for (const [id, entries] of sections) module.section(id, code().list(entries));
  return new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(module.bytes))).exports;
}

/** Floating-point operations of a round. */
export const perRound = { multiplyAdd: 2 * 4 * sums, add: 4 * sums };
