// What every world does. Each rank runs every check; rank 0 prints the failures of all ranks by check, as JSON.
import assert from 'node:assert/strict';
import { mpi } from '../../dist/index.js';

const world = await mpi();
const { rank, size } = world;
const total = (size * (size - 1)) / 2;

const checks = {
  'ranks are numbered from 0': () => {
    assert.deepEqual(world.exchange(rank), [...Array(size).keys()]);
    assert.deepEqual(world.exchange(world.localRank), [...Array(size).keys()]);
  },
  'a second call of mpi returns the same world': async () => assert.equal(await mpi(), world),
  'allreduce sums numbers of both types': () => {
    for (const type of [Float32Array, Float64Array]) {
      const values = type.of(rank, 1, -0.5);
      world.allreduce(values);
      assert.deepEqual(values, type.of(total, size, -0.5 * size));
    }
  },
  'allreduce takes minima and maxima': () => {
    const values = Float64Array.of(rank, 0 - rank);
    world.allreduce(values, 'max');
    assert.deepEqual(values, Float64Array.of(size - 1, 0));
    const others = Float32Array.of(rank, 0 - rank);
    world.allreduce(others, 'min');
    assert.deepEqual(others, Float32Array.of(0, 1 - size));
  },
  'allreduce works in place on shared memory and on WebAssembly memory': () => {
    const shared = new SharedArrayBuffer(64);
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true });
    for (const buffer of [shared, memory.buffer, new WebAssembly.Memory({ initial: 1 }).buffer]) {
      const all = new Float32Array(buffer, 0, 8).fill(rank);
      world.allreduce(new Float32Array(buffer, 8, 3));
      assert.deepEqual([...all], [rank, rank, total, total, total, rank, rank, rank]);
    }
  },
  'allreduce gives all ranks the same bits, at every length': () => {
    for (const length of [0, 1, 7, 1000, 50_001, 400_000]) {
      const values = Float64Array.from({ length }, (_, i) => Math.sin(i + 1 + 0.1 * rank) / (i + 1));
      const before = values.slice();
      world.allreduce(values);
      const exact = world.gather(before).reduce((sum, each) => sum.map((value, i) => value + each[i]));
      for (let i = 0; i < length; i++) assert.ok(Math.abs(values[i] - exact[i]) <= 1e-15 * size);
      for (const other of world.gather(values)) assert.deepEqual(other, values);
    }
  },
  'broadcast sends numbers and bytes of any rank': () => {
    for (const type of [Float32Array, Float64Array, Uint8Array]) {
      const values = type.of(rank, 2 * rank, 7);
      world.broadcast(values, size - 1);
      assert.deepEqual(values, type.of(size - 1, 2 * (size - 1), 7));
    }
    const first = Float64Array.of(rank);
    world.broadcast(first);
    assert.deepEqual(first, Float64Array.of(0));
  },
  'gather returns the values of all ranks in order': () =>
    assert.deepEqual(
      world.gather(Float64Array.of(rank, 10 * rank)),
      Array.from({ length: size }, (_, each) => Float64Array.of(each, 10 * each)),
    ),
  'exchange carries any value of any size': () => {
    for (const length of [0, 1, 8000, 9000, 300_000]) {
      const values = world.exchange({ rank, text: 'é'.repeat(length * rank), odd: [NaN, -0, Infinity, null] });
      values.forEach((value, each) => {
        assert.equal(value.rank, each);
        assert.equal(value.text.length, length * each);
        assert.deepEqual(value.odd, [NaN, -0, Infinity, null]);
      });
    }
    assert.deepEqual(world.exchange(Float32Array.of(rank))[1], Float32Array.of(1));
  },
  'barrier waits for the last rank': () => {
    if (rank === size - 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    const arrived = Date.now();
    world.barrier();
    const left = Date.now();
    assert.ok(Math.min(...world.exchange(left)) >= Math.max(...world.exchange(arrived)));
  },
  'wrong values fail with a ValueError before anything is sent': () => {
    const message = (call) => {
      try {
        call();
      } catch (error) {
        return `${error.name}: ${error.message}`;
      }
      return 'none';
    };
    assert.match(
      message(() => world.allreduce([1])),
      /ValueError: \[allreduce\] expected a Float32Array or Float64Array/,
    );
    assert.match(
      message(() => world.allreduce(Uint8Array.of(1))),
      /ValueError: \[allreduce\]/,
    );
    assert.match(
      message(() => world.allreduce(Float32Array.of(1), 'mean')),
      /'sum', 'min' or 'max' .* 'mean'/,
    );
    assert.match(
      message(() => world.broadcast(Float32Array.of(1), size)),
      /ValueError: \[broadcast\] expected a root/,
    );
    assert.match(
      message(() => world.gather(Float32Array.of(1))),
      /ValueError: \[gather\] expected a Float64Array/,
    );
  },
};

const failures = {};
for (const [name, check] of Object.entries(checks)) {
  let failure = null;
  try {
    await check();
  } catch (error) {
    failure = `rank ${rank}: ${error.stack}`;
  }
  failures[name] = world.exchange(failure).filter((each) => each !== null);
}
world.close();
world.close(); // a second call does nothing
let closed = 'none';
try {
  world.barrier();
} catch (error) {
  closed = error.message;
}
if (rank === 0)
  console.log(
    JSON.stringify({
      ...failures,
      'a closed world fails with a ValueError': /\[barrier\] expected an open world/.test(closed) ? [] : [closed],
    }),
  );
