import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pictureFile } from '../../data/test/pictures.js';
import { small } from '../../trainer/test/tinyConfig.js';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));
const sample = fileURLToPath(new URL('../configs/cifar10-sample.json', import.meta.url));

/** Ctrl-C as soon as the first batch is learned, before the second is taken. */
const interrupting = `
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (text, ...rest) => {
    if (String(text).includes('"event":"iteration"')) process.emit('SIGINT');
    return write(text, ...rest);
  };`;

/** No folder is ever made. */
const waitingForEver = `
  import files from 'node:fs/promises';
  import { syncBuiltinESMExports } from 'node:module';
  files.mkdir = () => new Promise(() => {});
  syncBuiltinESMExports();`;

interface Ended {
  readonly code: number;
  readonly printed: string;
}

/** Runs the built command in a process of its own, after a module that changes something there. */
const run = (flags: readonly string[], before = ''): Promise<Ended> =>
  new Promise((resolve) => {
    const hook = `data:text/javascript,${encodeURIComponent(before)}`;
    execFile(process.execPath, ['--import', hook, command, ...flags], (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, printed: out + err }),
    );
  });

let folder = '';
const at = (...names: string[]): string => join(folder, ...names);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spikegrad-'));
  // Pictures in files: those to test on are made by workers too.
  for (const [part, each] of [
    ['train', 4],
    ['val', 3],
  ] as const)
    for (const name of ['ant', 'bee']) {
      await mkdir(at(part, name), { recursive: true });
      for (let i = 0; i < each; i++) await writeFile(at(part, name, `${i}.png`), pictureFile('png'));
    }
});
afterAll(() => rm(folder, { recursive: true }));

/** Trains and, where there are workers, runs every other command that makes batches. @returns the weights */
async function everyCommand(workers: number): Promise<Buffer> {
  const name = `run-${workers}`;
  const data = { format: 'imageFolder', pipeline: 'cifar', train: [at('train')], test: [at('val')], workers };
  const page = {
    ...{ title: 'A tiny table', about: 'One row.', published: 'full scale', plots: ['accuracy'], order: ['only'] },
    rows: [{ id: 'only', name: 'OSR', published: 90, laptop: 'config.json', lacks: 'nobody wrote one' }],
  };
  await mkdir(at(name));
  await writeFile(at(name, 'config.json'), JSON.stringify({ ...small, data }));
  await writeFile(at(name, 'table4.json'), JSON.stringify(page));
  const out = at(name, 'out');
  const config = at(name, 'config.json');
  const expectToEnd = async (code: number, flags: readonly string[], before?: string): Promise<void> => {
    const ended = await run([...flags, '--json', '--threads', '1'], before);
    expect({ ...ended, flags }).toEqual({ code, flags, printed: expect.stringContaining('"event":') });
  };
  await expectToEnd(130, ['train', config, '--out', out], interrupting);
  await expectToEnd(0, ['train', '--resume', out]);
  const weights = await readFile(join(out, 'model.safetensors'));
  if (workers === 0) return weights;
  await expectToEnd(0, ['evaluate', out]);
  await expectToEnd(0, ['bench', config, '--repeat', '1', '--warm-up', '1']);
  await expectToEnd(0, ['reproduce', 'table4', '--paper', at(name), '--seeds', '1', '--out', at(name, 'page')]);
  return weights;
}

test('every command ends as it should with 1 and with 4 workers, and learns the weights that it learns without', async () => {
  const weights = await everyCommand(0);
  for (const workers of [1, 4]) expect((await everyCommand(workers)).equals(weights)).toBe(true);
}, 300_000);

test('a command that waits for what cannot come says so', async () => {
  const { code, printed } = await run(['train', sample, '--out', at('waiting')], waitingForEver);
  expect(code).toBe(13);
  expect(printed).toContain('error: spikegrad ended while it waited for something that can no longer come');
});
