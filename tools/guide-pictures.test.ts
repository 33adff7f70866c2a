import { expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { liveBytes } from './guides/liveBytes.mjs';

const docs = new URL('../docs/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, docs), 'utf8');

/** Draws in a process of its own: where there is a global `it`, as under jest, Plot moves lines by half a pixel. */
function drawGuide(): Record<string, string> {
  const program = `import { drawGuide } from './guides/draw.mjs'; console.log(JSON.stringify(await drawGuide()));`;
  const cwd = fileURLToPath(new URL('.', import.meta.url));
  const words = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = spawnSync(process.execPath, words, { cwd, encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Record<string, string>;
}

test('the pictures of docs/online-learning.md are those that `npm run pictures` draws', () => {
  const drawn = drawGuide();
  expect(readdirSync(new URL('pictures/online/', docs)).sort()).toEqual(
    Object.keys(drawn)
      .map((name) => `${name}.svg`)
      .sort(),
  );
  for (const [name, svg] of Object.entries(drawn)) {
    expect(read(`pictures/online/${name}.svg`)).toBe(svg);
    expect(read('online-learning.md')).toContain(`](pictures/online/${name}.svg)`);
  }
});

test('its text has the numbers of the pictures', () => {
  const page = read('online-learning.md');
  const [flat, linear] = (['online', 'bptt'] as const).map((rule) => Math.round(liveBytes(rule, 32).peak));
  expect(page).toContain(`it is flat at ${flat} MiB, with BPTT it rises to ${linear!.toLocaleString('en')} MiB`);
  const runs = JSON.parse(readFileSync(new URL('guides/rates.json', import.meta.url), 'utf8')) as {
    layers: { rate: number[] }[];
  }[];
  const [fixed, ots] = runs.map(({ layers }) => [0, 3].map((t) => `${Math.round(100 * layers[7]!.rate[t]!)} %`));
  expect(page).toContain(`In layer 8, ${fixed![0]} of the neurons fire at the first step and ${fixed![1]} at the last`);
  expect(page).toContain(`With OTS, the rates are ${ots!.join(' and ')}`);
});
