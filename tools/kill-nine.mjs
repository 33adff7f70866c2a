/**
 * Kills a training run with SIGKILL again and again, at random moments of training and of writing checkpoints, and resumes it. After
 * every kill a valid checkpoint must be there and at most one interval be lost; every run that ends must have the files of a run that
 * was never interrupted, byte for byte. Needs a build.
 *
 *   node tools/kill-nine.mjs --kills 200 --seed 1
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { clearTimeout, setTimeout } from 'node:timers';
import { parseArgs } from 'node:util';
import { Random } from '../packages/core/dist/index.js';
import { Checkpoints } from '@spikegrad/runs';
import { nodeFiles } from '@spikegrad/files';

const command = fileURLToPath(new URL('../packages/cli/bin/spikegrad.js', import.meta.url));
const options = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    iterations: { type: 'string', default: '30' },
  },
}).values;
const kills = Number(options.kills);
const random = new Random(Number(options.seed));

/** Batches from one checkpoint to the next. */
const every = 2;
const iterations = Number(options.iterations);

/** Most milliseconds from an iteration, or from the first byte of a checkpoint, to the kill. */
const afterIteration = 30;
const afterCheckpoint = 4;

function fail(message) {
  console.error(`FAILED: ${message}`);
  process.exitCode = 1;
  throw new Error(message);
}

function records(count, seed) {
  const draw = new Random(seed);
  return Uint8Array.from({ length: count * 3073 }, (_, i) =>
    i % 3073 === 0 ? (i / 3073) % 10 : 25 * (Math.floor(i / 3073) % 10) + draw.integer(25),
  );
}

/** Runs the command to its end, or to a kill. @returns whether it was killed */
function run(flags, folder, mode) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, 'train', ...flags, '--json', '--threads', '1']);
    let errors = '';
    let watcher;
    let timer;
    const killIn = (most) => {
      timer ??= setTimeout(() => child.kill('SIGKILL'), random.next() * most);
    };
    let left = 1 + random.integer(3);
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (child.killed) return; // the last line may be half a one
      const { event } = JSON.parse(line);
      if (event === 'start' && mode === 'checkpoint') {
        watcher = watch(join(folder, 'checkpoints'), (_kind, name) => {
          if (name?.includes('.tmp-') && --left <= 0) killIn(afterCheckpoint);
        });
      }
      if (event === 'start' && mode === 'start') killIn(afterIteration);
      if (event === 'iteration' && mode === 'training' && --left <= 0) killIn(afterIteration);
    });
    child.stderr.on('data', (text) => (errors += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      watcher?.close();
      if (signal === null && code !== 0) reject(new Error(`ended with ${code}: ${errors}`));
      else resolve(signal === 'SIGKILL');
    });
  });
}

/** What a kill has left: the iterations learned and those of the newest checkpoint. */
async function look(folder) {
  const lines = (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).split('\n').slice(0, -1);
  const learned = lines.filter((line) => line.startsWith('{"event":"iteration"')).length;
  const damaged = [];
  const saved = await new Checkpoints(join(folder, 'checkpoints'), nodeFiles).latest((error) => damaged.push(error));
  if (damaged.length > 0) fail(`a damaged checkpoint: ${damaged.map(({ message }) => message).join('; ')}`);
  const kept = saved?.checkpoint.iteration ?? 0;
  if (learned - kept > every) fail(`${learned - kept} iterations are lost, more than an interval of ${every}`);
  const names = await readdir(join(folder, 'checkpoints'));
  return { lost: learned - kept, kept, halves: names.filter((name) => name.includes('.tmp-')).length };
}

async function filesOf(folder) {
  const names = ['config.json', 'metrics.jsonl', 'model.safetensors', 'curves.svg'];
  const checkpoints = (await readdir(join(folder, 'checkpoints'))).map((name) => join('checkpoints', name));
  const files = [...names, ...checkpoints].map(async (name) => [name, await readFile(join(folder, name), 'latin1')]);
  return new Map(await Promise.all(files));
}

async function expectEqual(folder, whole) {
  const [received, expected] = [await filesOf(folder), await filesOf(whole)];
  for (const name of new Set([...expected.keys(), ...received.keys()]))
    if (received.get(name) !== expected.get(name)) fail(`${name} differs from that of the uninterrupted run`);
}

const work = await mkdtemp(join(tmpdir(), 'spikegrad-kill-'));
try {
  const config = join(work, 'tiny.json');
  await writeFile(join(work, 'train.bin'), records(20, 1));
  await writeFile(join(work, 'test.bin'), records(10, 2));
  const fields = {
    data: { train: ['train.bin'], test: ['test.bin'] },
    ...{ batchSize: 4, iterations, steps: 2, model: { width: 1 / 32 } },
    optimizer: { name: 'adam' },
    neuron: { dropout: 0.2 },
    checkpoint: { every },
  };
  await writeFile(config, JSON.stringify(fields));
  const whole = join(work, 'whole');
  await run([config, '--out', whole], whole, 'none');

  const count = {
    kills: 0,
    runs: 0,
    halves: 0,
    lost: 0,
    most: 0,
    'of training': 0,
    'of a checkpoint': 0,
    'at the start': 0,
  };
  const begin = performance.now();
  let folder = null;
  while (count.kills < kills || folder !== null) {
    const fresh = folder === null;
    folder ??= join(work, `run-${count.runs}`);
    const mode =
      count.kills >= kills ? 'none' : ['training', 'checkpoint', 'training', 'checkpoint', 'start'][random.integer(5)];
    const killed = await run(fresh ? [config, '--out', folder] : ['--resume', folder], folder, mode);
    if (killed) {
      const { lost, halves } = await look(folder);
      count.kills++;
      count.lost += lost;
      count.most = Math.max(count.most, lost);
      if (halves > 0) count.halves++;
      count[{ training: 'of training', checkpoint: 'of a checkpoint', start: 'at the start' }[mode]]++;
      if (count.kills % 20 === 0) {
        const left = ((performance.now() - begin) / count.kills) * (kills - count.kills);
        console.log(`${count.kills}/${kills} kills, ${count.runs} runs ended, ${(left / 1000).toFixed(0)} s left`);
      }
    } else {
      await expectEqual(folder, whole);
      count.runs++;
      folder = null;
    }
  }
  console.log(
    `${count.kills} kills (${count['of training']} while training, ${count['of a checkpoint']} after a checkpoint was begun, ` +
      `${count['at the start']} at the start): a valid checkpoint after every one; ${count.halves} left a half-written file; ` +
      `${count.most} iterations lost at most, ${(count.lost / count.kills).toFixed(1)} on average (interval ${every}); ` +
      `${count.runs} runs ended, each in the files of the uninterrupted one, byte for byte`,
  );
} finally {
  await rm(work, { recursive: true });
}
