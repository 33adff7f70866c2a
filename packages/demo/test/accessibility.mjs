import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { DemoPage } from './demoPage.mjs';
import { frog } from './realRun.mjs';

const axe = await readFile(fileURLToPath(import.meta.resolve('axe-core')), 'utf8');

/** What axe finds on the page: serious and critical violations, with the elements. */
async function findings(page) {
  await page.evaluate(axe);
  const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

/** Four images, and so few batches that a training ends soon. */
const query = [
  ['device', 'wasm'],
  ['images', 4],
  ['set', 'batchSize=4'],
  ['set', 'iterations=6'],
];

/** The states of the page, in the order in which a person meets them, and how each is reached. */
const states = {
  'at the start': (page) => page.ready(),
  'with a dropped image': async (page) => {
    await page.drop([['frog.png', await page.png(frog.images, 8)]]);
    await page.until(async () => (await page.text('answer')).includes('frog'));
  },
  'with an error': async (page) => {
    await page.drop([['notes.txt', 'no image']]);
    await page.until(() => page.isShown('error'));
  },
  'in training': async (page) => {
    await page.press('start');
    await page.learn(2);
    await page.press('start');
    await page.unfold('layers');
  },
  'after training': async (page) => {
    await page.press('start');
    await page.until(async () => (await page.text('tested')) !== '–');
  },
};

const sizes = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } };

export const accessibilityGroups = (browser, { isolated }) =>
  ['light', 'dark'].flatMap((colorScheme) =>
    Object.entries(sizes).map(([size, viewport]) => ({
      name: `page accessibility, ${colorScheme}, ${size}`,
      async run(claim) {
        const page = await DemoPage.open(browser, isolated, query, { viewport, colorScheme });
        try {
          for (const [state, reach] of Object.entries(states)) {
            await reach(page);
            await claim(`axe finds nothing serious ${state}`, async () => assert.deepEqual(await findings(page), []));
            await claim(`no part is wider than the window ${state}`, async () =>
              assert.ok((await page.evaluate(() => globalThis.document.documentElement.scrollWidth)) <= viewport.width),
            );
          }
          await claim('axe finds a button without a name, if there is one', async () => {
            await page.evaluate(() =>
              globalThis.document.querySelector('main').append(globalThis.document.createElement('button')),
            );
            assert.match((await findings(page)).join(), /^button-name: /);
          });
        } finally {
          await page.close();
        }
      },
    })),
  );
