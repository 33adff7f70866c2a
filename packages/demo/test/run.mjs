import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromiumFolders } from '../../../tools/swiftshader.mjs';
import { buildPage, serve } from '../server.mjs';
import { accessibilityGroups } from './accessibility.mjs';
import { buildSuites } from './buildSuites.mjs';
import { chartGroup } from './charts.mjs';
import { openChromium } from './chromium.mjs';
import { hostingGroups } from './hosting.mjs';
import { keyboardGroup } from './keyboard.mjs';
import { pageGroups } from './page.mjs';
import { suiteGroups } from './suites.mjs';
import { Tally } from './tally.mjs';
import { watchViolations } from './violations.mjs';

/**
 * Runs the suites of every backend on WebGL2 and WebGPU in headless Chromium, then the page as a person would use it. Words choose among the
 * groups by their names: `npm run test:browser -- page`. Fails where there is no Chromium.
 */
const words = process.argv.slice(2);
const browser = await openChromium();
if (!browser) {
  console.error(`test:browser needs Chromium in ${chromiumFolders.join(' or ')}. On Debian: apt-get install chromium`);
  process.exit(1);
}
const begin = performance.now();
const folder = await mkdtemp(join(tmpdir(), 'spikegrad-browser-'));
const [page, charts, suites] = ['page', 'charts', 'suites'].map((name) => join(folder, name));
await buildPage({ build: { outDir: page } });
await buildPage({ root: fileURLToPath(new URL('charts', import.meta.url)), build: { outDir: charts } });
await buildSuites(suites);
const violations = await watchViolations();
const reportTo = violations.address;
const servers = await Promise.all([
  serve({ outDir: page, reportTo }),
  serve({ outDir: page, reportTo, isolated: false }),
  serve({ outDir: suites, reportTo }),
  serve({ outDir: charts, reportTo }),
]);
const tally = new Tally();
try {
  const [isolated, shared, suitesPage, chartsPage] = servers.map(({ address }) => address);
  const given = { isolated, shared, folder, built: page };
  const groups = [
    ...suiteGroups(browser, suitesPage),
    ...pageGroups(browser, given),
    ...accessibilityGroups(browser, given),
    keyboardGroup(browser, given),
    ...hostingGroups(browser, given),
    chartGroup(browser, chartsPage),
  ];
  const chosen = groups.filter(({ name }) => words.every((word) => name.includes(word)));
  if (chosen.length === 0)
    throw new Error(`No group has a name with ${words.join(' and ')}: ${groups.map(({ name }) => name).join(', ')}`);
  for (const { name, run } of chosen) await tally.hold(name, run);
  await tally.hold('the Content-Security-Policy refused nothing', () => assert.deepEqual(violations.seen, []));
} finally {
  await browser.close();
  await Promise.all([...servers, violations].map((server) => server.close()));
  await rm(folder, { recursive: true });
}
console.log(`${tally}\nTime:        ${((performance.now() - begin) / 1000).toFixed(0)} s`);
process.exitCode = tally.isTrue ? 0 : 1;
