import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deepEqual, ok } from 'node:assert/strict';
import { claims } from './packages/claims.mjs';
import { command } from './packages/command.mjs';
import { installConsumer, loadBothWays, nativeParts, useConsumer } from './packages/consumer.mjs';
import { orphans, strangers } from './packages/contents.mjs';
import { checkTypes, lintTarball } from './packages/lint.mjs';
import { packAll, sizeTable } from './packages/pack.mjs';

/** What a user of OSR and OTS installs; `nn` is the peer they meet in. */
const stabilizer = ['core', 'nn', 'neurons', 'normalization'].map((name) => `@spikegrad/${name}`);
const largestStabilizer = 300_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'spikegrad-packages-'));
const consumer = join(temporary, 'consumer');
const { claim, close } = claims();

try {
  let packed = [];
  await claim('the packages build', () => command(root, 'npm', 'run', 'build'));
  await claim('the packages pack', () => (packed = packAll(root, temporary)));
  console.log(`${sizeTable(packed)}\n`);

  for (const tarball of packed) {
    const folder = join(root, 'packages', tarball.name.replace('@spikegrad/', ''));
    await claim(`${tarball.name} packs code and types only`, () => deepEqual(strangers(tarball), []));
    await claim(`${tarball.name} packs nothing whose source is gone`, () => deepEqual(orphans(folder, tarball), []));
    await claim(`${tarball.name} leaves publint silent`, () => lintTarball(tarball));
    await claim(`${tarball.name} has types that are right`, () => checkTypes(root, tarball));
  }

  const chosen = packed.filter(({ name }) => stabilizer.includes(name));
  const unpacked = chosen.reduce((sum, { unpackedSize }) => sum + unpackedSize, 0);
  const sum = `${(unpacked / 1000).toFixed(1)} kB unpacked`;
  await claim(`OSR and OTS with all they need take less than 300 kB: ${sum}`, () => ok(unpacked < largestStabilizer));
  await claim('they install into an empty project', () => installConsumer(consumer, chosen));
  await claim('they bring nothing native', () => deepEqual(nativeParts(consumer), []));
  for (const tarball of chosen)
    await claim(`${tarball.name} loads by import and by require`, () => loadBothWays(consumer, tarball));
  await claim('a strict consumer compiles and runs', () => useConsumer(root, consumer));
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
close();
