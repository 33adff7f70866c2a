import { afterAll, expect, test } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cpu, use, type Backend } from '@spikegrad/core';
import { wasm } from '@spikegrad/wasm';
import { parseConfig } from '../../trainer/src/config/parse.js';
import { codeHashOf } from '../src/bench/codeHash.js';

/** A run of a committed page, as its line in `<page>.jsonl` says. */
interface Line {
  readonly device?: string;
  readonly code?: readonly string[];
  readonly config: unknown;
}

const results = fileURLToPath(new URL('../../../docs/results', import.meta.url));

/** Backends that are there, by the names that runs record. */
const backends: Readonly<Record<string, () => Promise<Backend | null>>> = {
  cpu: () => Promise.resolve(cpu()),
  wasm: () => Promise.resolve(wasm()),
  native: () =>
    import('@spikegrad/native').then(
      ({ native }) => native(),
      () => null,
    ),
};

const made = new Map<string, Backend | null>();

/** The backend of a device, made once; `null` where it is not there. */
async function backendOf(device: string): Promise<Backend | null> {
  if (!made.has(device)) made.set(device, (await backends[device]?.()) ?? null);
  return made.get(device)!;
}

afterAll(() => use(cpu()));

async function linesOf(page: string): Promise<readonly Line[]> {
  const files = (await readdir(join(results, page))).filter((name) => name.endsWith('.jsonl'));
  const texts = await Promise.all(files.map((name) => readFile(join(results, page, name), 'utf8')));
  return texts.flatMap((text) =>
    text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line),
  );
}

/** Whether today's code makes the runs of a page again with the same bits; `null` where their device is not there. */
async function isCurrent(page: string): Promise<boolean | null> {
  const lines = await linesOf(page);
  if (lines.length === 0) return false;
  const hashes = new Map<string, string>();
  for (const { device = '', code = [], config } of lines) {
    if (code.length !== 1) return false;
    const backend = await backendOf(device);
    if (!backend) {
      process.stderr.write(`${page}: not compared, there is no device ${device} here\n`);
      return null;
    }
    await use(backend);
    const parsed = parseConfig({ ...(config as object), seed: 1 }, page);
    const key = `${device} ${JSON.stringify(parsed)}`;
    if (!hashes.has(key)) hashes.set(key, await codeHashOf(parsed));
    if (hashes.get(key) !== code[0]) return false;
  }
  return true;
}

test('docs/results/README.md lists exactly the pages that code before today’s made', async () => {
  const text = await readFile(join(results, 'README.md'), 'utf8');
  const [, section = ''] = text.split('## Pages made by older code');
  const listed = [...section.split('\n## ')[0]!.matchAll(/`(\w+)`/g)].map(([, name]) => name!);
  const entries = await readdir(results, { withFileTypes: true });
  const pages = entries.filter((entry) => entry.isDirectory() && entry.name !== 'unfinished').map(({ name }) => name);
  expect(listed.filter((name) => !pages.includes(name))).toEqual([]);
  const older: string[] = [];
  for (const page of pages) {
    const current = await isCurrent(page);
    if (current === false || (current === null && listed.includes(page))) older.push(page);
  }
  expect([...listed].sort()).toEqual(older.sort());
});
