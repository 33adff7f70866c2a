/**
 * Takes the pictures of the demo and of a report: `npm run screenshots`. Both train on the sample of CIFAR-10 from scratch, a few minutes each. Needs a
 * build and Chromium. Words choose: `npm run screenshots -- demo`.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { startServer } from '../packages/demo/server.mjs';
import { openChromium } from '../packages/demo/test/chromium.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The demo after a training, with the answer to a photograph. */
async function demo(browser, path) {
  const server = await startServer();
  const page = await browser.newPage({ viewport: { width: 1120, height: 800 }, colorScheme: 'light' });
  page.setDefaultTimeout(1_800_000);
  await page.goto(`${server.address}?device=wasm&from=random`);
  await page.click('#start:enabled');
  await page.waitForFunction(() => globalThis.document.getElementById('tested').textContent !== '–');
  await page.click('#examples button:has-text("ship")');
  await page.waitForSelector('#answer li');
  await page.screenshot({ path, fullPage: true });
  server.close();
}

/** The report of a run, to the first layer. */
async function report(browser, path) {
  const folder = mkdtempSync(join(tmpdir(), 'spikegrad-report-'));
  const out = join(folder, 'run');
  const words = ['train', 'packages/cli/configs/cifar10-sample.json', '--device', 'auto', '--out', out];
  const { status } = spawnSync(process.execPath, ['packages/cli/bin/spikegrad.js', ...words], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`spikegrad train ended with ${status}`);
  const page = await browser.newPage({ viewport: { width: 1140, height: 1490 }, colorScheme: 'light' });
  await page.goto(pathToFileURL(join(out, 'report.html')).href);
  await page.screenshot({ path });
  rmSync(folder, { recursive: true });
}

const pictures = { demo, report };
const words = process.argv.slice(2);
const unknown = words.find((word) => !(word in pictures));
if (unknown !== undefined) throw new Error(`expected ${Object.keys(pictures).join(' or ')} but received ${unknown}`);
const browser = await openChromium();
if (!browser) throw new Error('screenshots need Chromium');
for (const [name, take] of Object.entries(pictures))
  if (words.length === 0 || words.includes(name)) await take(browser, join(root, `docs/pictures/${name}.png`));
await browser.close();
