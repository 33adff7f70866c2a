import { afterEach, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { FreedTensorError, ShapeError, ValueError, type Tensor } from '@spikegrad/core';
import fc from 'fast-check';
import {
  batches,
  cifarTrainRecipe,
  parseCifar10,
  transformOf,
  type Batch,
  type SamplingOptions,
  type Recipe,
} from '../src/index.js';
import { BatchWorkers, WorkerError, type BatchWorkersOptions } from '../src/workers/index.js';
import { inJobOrder } from '../src/workers/inJobOrder.js';
import { cifarBytes, numbered, seeds } from './arbitraries.js';

const photos = parseCifar10(cifarBytes(23));
const open: BatchWorkers[] = [];
afterEach(() => Promise.all(open.splice(0).map((each) => each.close())));

function workersFor(options: BatchWorkersOptions = {}, dataset = photos): BatchWorkers {
  const made = new BatchWorkers(dataset, options);
  open.push(made);
  return made;
}

interface Taken {
  readonly indices: readonly number[];
  readonly labels: readonly number[];
  readonly shape: readonly number[];
  /** Bits, so that equal means equal. */
  readonly pixels: string;
}

async function take(from: AsyncIterable<Batch>): Promise<Taken[]> {
  const taken: Taken[] = [];
  for await (const { image, label, indices } of from) {
    const pixels = Float32Array.from(await image.data());
    taken.push({
      indices: [...indices],
      labels: [...(await label.data())],
      shape: image.shape,
      pixels: Buffer.from(pixels.buffer).toString('latin1'),
    });
  }
  return taken;
}

describe('workers make the batches that `batches` makes', () => {
  test('bit for bit, in the same order, whatever the passes, the number of workers and how far ahead they are', async () => {
    const pass = fc.record({
      size: fc.integer({ min: 1, max: 24 }),
      seed: seeds,
      epoch: fc.integer({ min: 0, max: 9 }),
      shuffle: fc.boolean(),
      dropLast: fc.boolean(),
    });
    const passes = fc.array(pass, { minLength: 1, maxLength: 3 });
    const recipe = cifarTrainRecipe();
    const transform = transformOf(recipe);
    const pools = [1, 2, 3].map((workers) => workersFor({ recipe, workers, ahead: 2 * workers - 1 }));
    await fc.assert(
      fc.asyncProperty(passes, fc.constantFrom(...pools), async (each, pool) => {
        const expected = (await Promise.all(each.map((pass) => take(batches(photos, { ...pass, transform }))))).flat();
        expect(await take(pool.batches(each))).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  test('from any batch of a pass on, and with statistics of their own', async () => {
    const options = { size: 5, seed: 3, skip: 2 };
    const statistics = { mean: [0, 0, 0.5], deviation: [1, 1, 0.25] };
    for (const normalise of [statistics, null])
      expect(await take(workersFor({ normalise }).batches([options]))).toEqual(
        await take(batches(photos, { ...options, normalise })),
      );
  });

  test('from passes without an end, only as far as they are taken', async () => {
    let laidOut = 0;
    function* endless(): Generator<SamplingOptions> {
      for (let epoch = 0; ; epoch++) {
        laidOut++;
        yield { size: 10, seed: 1, epoch };
      }
    }
    const seen: number[] = [];
    for await (const { indices } of workersFor({ ahead: 2 }).batches(endless())) {
      seen.push(indices.length);
      if (seen.length === 7) break;
    }
    expect(seen).toEqual([10, 10, 3, 10, 10, 3, 10]);
    expect(laidOut).toBe(3);
  });

  test('and free a batch when the next is taken, and the last at the end', async () => {
    const held: Tensor[] = [];
    for await (const { image, label } of workersFor().batches([{ size: 8 }])) {
      for (const tensor of held) await expect(async () => tensor.data()).rejects.toThrow(FreedTensorError);
      held.push(image, label);
    }
    expect(held).toHaveLength(6);
    for (const tensor of held) await expect(async () => tensor.data()).rejects.toThrow(FreedTensorError);
  });

  test('again after a pass that was left early', async () => {
    const pool = workersFor({ ahead: 3 });
    for await (const { image } of pool.batches([{ size: 4, seed: 1 }])) {
      expect(image.shape[0]).toBe(4);
      break;
    }
    expect(await take(pool.batches([{ size: 4, seed: 2 }]))).toEqual(await take(batches(photos, { size: 4, seed: 2 })));
  });
});

describe('what goes wrong in a worker', () => {
  const grey: Recipe = [{ name: 'normalise', statistics: { mean: [0], deviation: [1] } }];

  test('reaches the consumer as the error that it is', async () => {
    const wrong = take(workersFor({ recipe: grey }).batches([{ size: 4 }]));
    await expect(wrong).rejects.toThrow(ShapeError);
    await expect(wrong).rejects.toThrow('[normalise] expected 1 channels but received 3');
    const twice = workersFor({ recipe: cifarTrainRecipe(), normalise: null }).batches([{ size: 4 }]);
    await expect(take(twice)).rejects.toThrow('[batches] expected a transform that returns bytes');
    await expect(take(workersFor().batches([{ size: 4 }, { size: 0 }]))).rejects.toThrow(ValueError);
  });

  test('its end is a WorkerError, then and for everyone who comes', async () => {
    const pool = workersFor();
    const pass = pool.batches([{ size: 1 }]);
    await pass.next();
    await pool['hands'][0]!.worker.terminate();
    await expect(take(pass)).rejects.toThrow(/\[worker\] expected to make batches but received its end with code 1/);
    await expect(take(pool.batches([{ size: 1 }]))).rejects.toThrow(WorkerError);
  });

  test('nothing comes from workers that are closed', async () => {
    const pool = workersFor();
    await pool.close();
    await expect(take(pool.batches([{ size: 1 }]))).rejects.toThrow('but received closed workers');
  });

  test('what cannot be is refused before a worker is begun', () => {
    expect(() => new BatchWorkers(photos, { workers: 0 })).toThrow('[BatchWorkers] expected workers of 1 or more');
    expect(() => new BatchWorkers(photos, { ahead: 1.5 })).toThrow(ValueError);
    expect(() => new BatchWorkers({ ...numbered(4), count: 5 })).toThrow(ShapeError);
    const unknown = [{ name: 'invert' }] as unknown as Recipe;
    expect(() => new BatchWorkers(photos, { recipe: unknown })).toThrow(/\[transformOf\] .* but received invert/);
  });
});

describe('a process', () => {
  const load = (name: string): string => new URL(`../dist/${name}`, import.meta.url).href;

  /** Runs a module against the build. @returns what it printed, once it has ended by itself */
  const run = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const text = `
        import { parseCifar10 } from '${load('index.js')}';
        import { BatchWorkers } from '${load('workers/index.js')}';
        const workers = new BatchWorkers(parseCifar10(new Uint8Array(50 * 3073)));
        const pass = workers.batches([{ size: 5 }]);
        ${body}`;
      execFile(
        process.execPath,
        ['--max-old-space-size=500', '--input-type=module', '--eval', text],
        (error, printed) => (error ? reject(error) : resolve(printed.trim())),
      );
    });

  test('ends although workers that it had are not closed, and not while it waits for them, also for their end', async () => {
    const all = run('let count = 0; for await (const _ of pass) count++; console.log(count);');
    const left = run('for await (const { indices } of pass) { console.log(indices.length); break; }');
    const closed = run(`
      for (let i = 0; i < 4; i++) {
        const busy = new BatchWorkers(parseCifar10(new Uint8Array(50 * 3073)));
        const pass = busy.batches([1, 2, 3, 4].map((epoch) => ({ size: 50, epoch }))); // threads at work when they are closed
        await pass.next();
        await pass.return();
        await busy.close();
      }
      console.log('closed');`);
    expect(await Promise.all([all, left, closed])).toEqual(['10', '5', 'closed']);
  });
});

test.each([[], ['--input-type=module']])('a process with flags of V8 has workers, also beside %p', async (...flags) => {
  const before = process.execArgv;
  process.execArgv = [...before, '--max-old-space-size=200', ...flags];
  try {
    expect(await take(workersFor().batches([{ size: 50 }]))).not.toEqual([]);
  } finally {
    process.execArgv = before;
  }
});

describe('in order', () => {
  test('results come in the order of their jobs, never more begun than asked for', async () => {
    const delays = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(delays, fc.integer({ min: 1, max: 5 }), async (turns, ahead) => {
        let [begun, taken] = [0, 0];
        const seen: number[] = [];
        const begin = async (job: number): Promise<number> => {
          begun++;
          expect(begun - taken).toBeLessThanOrEqual(ahead + 1); // the one in hand, and those ahead
          for (let turn = 0; turn < turns[job]!; turn++) await Promise.resolve();
          return job;
        };
        for await (const job of inJobOrder(turns.keys(), ahead, begin)) {
          taken++;
          seen.push(job);
          expect(begun).toBe(Math.min(turns.length, taken + ahead));
        }
        expect(seen).toEqual([...turns.keys()]);
      }),
    );
  });

  test('a job that fails throws when its turn comes, and jobs are told that nobody asks any more', async () => {
    let told = false;
    function* jobs(): Generator<number> {
      try {
        for (let job = 0; ; job++) yield job;
      } finally {
        told = true;
      }
    }
    const begin = async (job: number): Promise<number> => {
      if (job >= 2) throw new Error(`job ${job}`);
      return job;
    };
    const seen: number[] = [];
    const all = async (): Promise<void> => {
      for await (const job of inJobOrder(jobs(), 4, begin)) seen.push(job);
    };
    await expect(all()).rejects.toThrow('job 2');
    expect([seen, told]).toEqual([[0, 1], true]);
  });
});
