import { arrayOf, bytesOf } from '../../backend/backend.js';
import { hostArray, uniform } from './fixture/hostArray.js';
import type { Fixture, Case } from './fixture/fixture.js';

/** Runs `body` and returns the change in live tensors and bytes. */
function grown({ backend }: Fixture, body: () => void): readonly [tensors: number, bytes: number] {
  const before = backend.memory();
  body();
  const after = backend.memory();
  return [after.tensors - before.tensors, after.bytes - before.bytes];
}

function expectGrown(bench: Fixture, who: string, tensors: number, elements: number, body: () => void): void {
  const [live, bytes] = grown(bench, body);
  bench.equal(`tensors ${who}`, live, tensors);
  bench.equal(`bytes ${who}`, bytes, elements * bytesOf[bench.dtype]);
}

/** The counts of `memory()` are exact at every moment. */
export const memoryCases: readonly Case[] = [
  [
    'memory counts written tensors, results of kernels, and freed tensors',
    async (bench) => {
      const { backend, dtype } = bench;
      const x = bench.put(uniform([4, 6], 1));
      expectGrown(bench, 'after a write', 1, 7, () => bench.put(uniform([7], 2)));
      expectGrown(bench, 'after a kernel', 1, 4, () =>
        bench.operand(bench.kernels.reduce({ kind: 'sum', x, axes: [1] }), [4, 1]),
      );
      expectGrown(bench, 'after a kernel with two results', 2, 12, () => {
        for (const handle of bench.kernels.channelStatistics({ x })) bench.operand(handle, [6]);
      });
      const handle = backend.write(new arrayOf[dtype](9), dtype);
      expectGrown(bench, 'after free', -1, -9, () => backend.free(handle));
      expectGrown(bench, 'of an empty tensor', 1, 0, () => bench.put(hostArray([0, 3], () => 0)));
    },
  ],
  [
    'reading does not change the counts',
    async (bench) => {
      const { handle } = bench.put(uniform([9], 3));
      const before = bench.backend.memory();
      await bench.backend.read(handle, bench.dtype, 9);
      bench.equal('tensors', bench.backend.memory().tensors, before.tensors);
      bench.equal('bytes', bench.backend.memory().bytes, before.bytes);
    },
  ],
  [
    'the peak is the most that was live, until it is reset',
    async (bench) => {
      const { backend, dtype } = bench;
      backend.resetPeak();
      const { bytes } = backend.memory();
      bench.equal('peak after a reset', backend.memory().peakBytes, bytes);
      const handles = [100, 50].map((size) => bench.put(hostArray([size], () => 1)).handle);
      const copy = backend.kernels.flip({ x: { shape: [100], dtype, handle: handles[0] }, axes: [0] });
      backend.free(copy);
      bench.equal('peak', backend.memory().peakBytes, bytes + 250 * bytesOf[dtype]);
      backend.resetPeak();
      bench.equal('peak after another reset', backend.memory().peakBytes, bytes + 150 * bytesOf[dtype]);
    },
  ],
  [
    'a thousand results made and freed leave no memory',
    async (bench) => {
      const x = bench.put(uniform([64], 4));
      expectGrown(bench, 'after a thousand rounds', 0, 0, () => {
        for (let i = 0; i < 1000; i++) bench.backend.free(bench.kernels.flip({ x, axes: [0] }));
      });
    },
  ],
];
