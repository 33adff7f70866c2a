import { Encoder } from './encoder.js';
import { type } from './opcodes.js';
import type { MemoryLimits } from '../memory/allocator.js';
import { called } from './writePrimitive.js';

/** Parameters and first locals of a compiled program. */
export const place = { described: 0, item: 1, to: 2, thread: 3, count: 4, area: 5, first: 6 } as const;

/** The bytes of a module whose one function `run` is `code`, with the kernels and the memory that it imports. */
export function moduleOf(
  code: Encoder,
  addresses: number,
  vectors: number,
  limits: MemoryLimits,
): Uint8Array<ArrayBuffer> {
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
