import { Expression } from '../../program/expression.js';
import { compile } from '../../program/program.js';
import { hostArray, broadcastAt, uniform } from './fixture/hostArray.js';
import type { Case } from './fixture/fixture.js';

const x0 = new Expression({ kind: 'input', place: 0 });
const step = compile('step', 1, 1, [x0.mul(0.5).add(new Expression({ kind: 'scalar', place: 0 }))]);

/** Calls take effect in program order. */
export const orderCases: readonly Case[] = [
  [
    'a long chain of calls, each reading the previous result, keeps its order',
    async (bench) => {
      const shape = [3, 37];
      const x = uniform(shape, 1);
      let operand = bench.put(x);
      for (let i = 0; i < 50; i++) {
        const call = { program: step, inputs: [operand], scalars: [i], shape, dtype: bench.dtype };
        operand = bench.operand(bench.kernels.elementwise(call)[0], shape);
      }
      let level = 0;
      for (let i = 0; i < 50; i++) level = level / 2 + i;
      const values = await bench.backend.read(operand.handle, bench.dtype, 111);
      bench.compare(
        'chain',
        values,
        hostArray(shape, (place) => broadcastAt(x, place) / 2 ** 50 + level),
      );
    },
  ],
  [
    'an operand freed right after the call is still read correctly, also if its memory is reused',
    async (bench) => {
      const shape = [257];
      const x = uniform(shape, 2);
      const { backend, dtype } = bench;
      const handle = bench.put(x).handle;
      const scratch = backend.kernels.elementwise({
        program: step,
        inputs: [{ shape, dtype, handle }],
        scalars: [0],
        shape,
        dtype,
      })[0];
      const inputs = [{ shape, dtype, handle: scratch }];
      const [result] = backend.kernels.elementwise({ program: step, inputs, scalars: [1], shape, dtype });
      backend.free(scratch);
      bench.put(uniform(shape, 3));
      bench.put(uniform(shape, 4));
      await bench.expect(
        'result',
        result,
        hostArray(shape, (place) => broadcastAt(x, place) / 4 + 1),
      );
    },
  ],
  [
    'a read that began before the handle is freed gives the values',
    async (bench) => {
      const x = uniform([5], 5);
      const { backend, dtype } = bench;
      const copy = backend.kernels.flip({ x: bench.put(x), axes: [0] });
      const reading = backend.read(copy, dtype, 5);
      backend.free(copy);
      bench.put(uniform([5], 6));
      bench.compare(
        'read',
        await reading,
        hostArray([5], ([i]) => broadcastAt(x, [4 - i!])),
      );
    },
  ],
  [
    'values that were read belong to the caller',
    async (bench) => {
      const x = uniform([5], 7);
      const { handle } = bench.put(x);
      (await bench.backend.read(handle, bench.dtype, 5)).fill(9);
      bench.compare('read', await bench.backend.read(handle, bench.dtype, 5), x);
      bench.backend.readSync?.(handle, bench.dtype, 5).fill(9);
      if (bench.backend.readSync) bench.compare('readSync', bench.backend.readSync(handle, bench.dtype, 5), x);
    },
  ],
];
