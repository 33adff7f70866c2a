import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deepEqual, ok, throws } from 'node:assert/strict';
import { claims } from './packages/claims.mjs';
import { command } from './packages/command.mjs';
import {
  bytesIn,
  entriesOf,
  installConsumer,
  loadBothWays,
  nativeParts,
  useConsumer,
  useNodeConsumer,
} from './packages/consumer.mjs';
import { orphans, strangers, unmapped } from './packages/contents.mjs';
import { checkGuide } from './packages/guide.mjs';
import { copyTemplate, follow, installation } from './packages/readmes.mjs';
import { leadsToSource } from './packages/stackTrace.mjs';
import { checkTypes, lintTarball } from './packages/lint.mjs';
import { checkNative } from './packages/native.mjs';
import { packAll, sizeTable } from './packages/pack.mjs';

/** The packages for OSR and OTS, with their common peer. */
const picked = ['core', 'neurons', 'normalization'].map((name) => `@spikegrad/${name}`);
const peer = '@spikegrad/nn';
/** Without maps, which only a debugger and a stack trace read. */
const mostPicked = 450_000;

/** The one entry that needs an optional peer. */
const needsPeer = '@spikegrad/core/arbitraries';

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
    await claim(`${tarball.name} packs nothing but what users need`, () => deepEqual(strangers(tarball), []));
    await claim(`${tarball.name} packs nothing whose source is gone`, () => deepEqual(orphans(folder, tarball), []));
    await claim(`${tarball.name} packs the TypeScript of its code in maps`, () =>
      deepEqual(unmapped(folder, tarball), []),
    );
    await claim(`${tarball.name} packs the licence`, () => ok(tarball.files.includes('LICENSE')));
    await claim(`${tarball.name} leaves publint silent`, () => lintTarball(tarball));
    await claim(`${tarball.name} has types that are right`, () => checkTypes(root, tarball));
  }

  const sizeOf = (tarballs) => tarballs.reduce((sum, { withoutMaps }) => sum + withoutMaps, 0);
  const chosen = packed.filter(({ name }) => name === peer || picked.includes(name));
  const unpacked = sizeOf(chosen.filter(({ name }) => name !== peer));
  const sizes = `${(unpacked / 1000).toFixed(1)} kB, ${(sizeOf(chosen) / 1000).toFixed(1)} kB with nn, their peer`;
  await claim(
    `core, neurons and normalization unpack to less than ${mostPicked / 1000} kB beside their maps: ${sizes}`,
    () => ok(unpacked < mostPicked),
  );
  await claim('they install into an empty project', () => installConsumer(consumer, chosen));
  await claim('they bring nothing native', () => deepEqual(nativeParts(consumer), []));
  for (const entry of chosen.flatMap((tarball) => entriesOf(consumer, tarball)).filter((name) => name !== needsPeer))
    await claim(`${entry} loads by import and by require`, () => loadBothWays(consumer, entry));
  await claim(`${needsPeer} asks for fast-check`, () => throws(() => loadBothWays(consumer, needsPeer), /fast-check/));
  await claim('a strict consumer compiles and runs', () => useConsumer(root, consumer));
  await claim('a stack trace of theirs leads to TypeScript', () => leadsToSource(root, consumer));

  const [onGpu, alone] = [
    packed.filter(({ name }) => ['@spikegrad/core', '@spikegrad/gpu'].includes(name)),
    `${consumer}-gpu`,
  ];
  const begin = performance.now();
  await claim('core and gpu install into an empty project', () => installConsumer(alone, onGpu));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const megabytes = (bytesIn(join(alone, 'node_modules')) / 1e6).toFixed(1);
  await claim(`they bring nothing native, nor anything else: ${seconds} s, ${megabytes} MB`, () => {
    deepEqual(nativeParts(alone), []);
    deepEqual(readdirSync(join(alone, 'node_modules')), ['.package-lock.json', '@spikegrad']);
  });
  await claim('@spikegrad/gpu loads by import and by require there', () => loadBothWays(alone, '@spikegrad/gpu'));

  await checkNative(root, temporary, packed, claim);
  await checkGuide(root, temporary, claim);

  for (const tarball of packed) {
    const project = join(temporary, tarball.name.replace('@spikegrad/', 'by-readme-'));
    await claim(`${tarball.name} installs and loads by the commands of its read-me`, () => {
      follow(root, installation(root, tarball), project);
      for (const entry of entriesOf(project, tarball).filter((name) => name !== needsPeer))
        loadBothWays(project, entry);
    });
    if (tarball.name !== '@spikegrad/cli') continue;
    await claim('a strict consumer of all of them compiles and runs', () => useNodeConsumer(root, project));
  }
  await claim('the template is copied, installed and tested by the commands of its guide', () =>
    copyTemplate(root, join(temporary, 'my-spikes')),
  );
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
close();
