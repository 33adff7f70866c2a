import assert from 'node:assert/strict';
import { DemoPage } from './demoPage.mjs';
import { makeRun } from './realRun.mjs';

const examples = ['airplane', 'car', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const query = [
  ['device', 'wasm'],
  ['images', 4],
  ['set', 'batchSize=4'],
  ['set', 'iterations=40'],
];

/** Counts, from now on, the texts that a screen reader would announce. */
const listen = (page) =>
  page.evaluate(() => {
    globalThis.announced = [];
    for (const region of globalThis.document.querySelectorAll('[role=status], [role=alert], [aria-live]'))
      new globalThis.MutationObserver(() => globalThis.announced.push(region.textContent)).observe(region, {
        ...{ subtree: true, childList: true, characterData: true },
      });
  });
const announced = (page) => page.evaluate(() => globalThis.announced);

/** The page with the keyboard alone, and as a screen reader announces it. */
export const keyboardGroup = (browser, { isolated, folder }) => ({
  name: 'page with the keyboard',
  async run(claim) {
    const page = await DemoPage.open(browser, isolated, query);
    const tabbed = async (count) => {
      const ids = [];
      for (let i = 0; i < count; i++) {
        await page.key('Tab');
        ids.push(await page.focused());
      }
      return ids;
    };
    try {
      await page.ready();
      await claim('Tab goes through all controls from the top to the bottom', async () => {
        const expected = ['start', 'reset', 'from-pretrained', 'device', ...examples, 'picture', 'run'];
        assert.deepEqual(await tabbed(expected.length), expected);
      });
      await claim('every control that Tab reaches shows that it has the focus', async () => {
        for (const id of ['start', 'from-pretrained', 'device', 'picture', 'run']) {
          await page.tabTo(id);
          const outline = await page.evaluate((name) => {
            const control = globalThis.document.getElementById(name);
            const shown = [control, control.parentElement, control.nextElementSibling].filter((each) => each !== null);
            return shown.map((each) => globalThis.getComputedStyle(each).outlineStyle);
          }, id);
          assert.ok(outline.includes('solid'), `${id}: ${outline}`);
        }
      });
      await claim('Space on an image classifies it', async () => {
        await page.tabTo('frog');
        await page.key('Space');
        assert.equal((await page.answer()).shares.length, 3);
      });
      await claim('Space chooses files for an image and for a network', async () => {
        await page.tabTo('picture');
        await page.chooserOf(() => page.key('Space'));
        const { weights } = await makeRun(folder);
        await page.tabTo('run');
        const chooser = await page.chooserOf(() => page.key('Space'));
        await chooser.setFiles(weights);
        assert.match((await page.answer()).by, /^Answer of model.safetensors/);
      });
      await claim('Enter returns to the network in training, and the focus stays beside it', async () => {
        await page.tabTo('unload');
        await page.key('Enter');
        assert.match((await page.answer()).by, /^Answer of the pretrained network/);
        assert.equal(await page.focused(), 'run');
      });
      await claim('Enter starts the training and Space pauses it', async () => {
        await listen(page);
        await page.tabTo('start');
        await page.key('Enter');
        await page.learn(20);
        await page.key('Space');
        assert.equal(await page.text('start'), 'Continue');
      });
      await claim('20 batches are announced by few words: the beginning, quarters and the pause', async () => {
        const texts = await announced(page);
        assert.equal(texts[0], 'Training.');
        assert.match(texts[1], /^Batch 1\d of 40\. Training accuracy \d+\.\d %, firing rate \d+\.\d %\.$/);
        assert.match(texts.at(-1), /^Paused after \d+ batches\. Training accuracy /);
        assert.ok(texts.length <= 5, texts.join('\n'));
      });
      await claim('Enter unfolds the table of layers, and Tab reaches it, so that arrows scroll it', async () => {
        await page.tabTo('Firing rates and thresholds as numbers');
        await page.key('Enter');
        await page.until(async () => (await page.table('layers')).length === 9);
        await page.key('Tab');
        assert.match(await page.focused(), /^Layer/);
      });
      await claim('a training that ends is announced, and the focus goes to the next control', async () => {
        await page.tabTo('start');
        await page.key('Enter');
        await page.until(async () => (await page.text('tested')) !== '–');
        assert.match((await announced(page)).at(-1), /^Training is complete\. Accuracy on 1000 test images: /);
        assert.equal(await page.focused(), 'reset');
      });
      await claim('Enter resets', async () => {
        await page.key('Enter');
        assert.equal(await page.learned(), 0);
        await page.ready();
        assert.equal(await page.focused(), 'reset');
      });
      await claim('an arrow chooses to train from scratch, and another the device', async () => {
        await page.key('Tab');
        assert.equal(await page.focused(), 'from-pretrained');
        await page.key('ArrowDown');
        assert.deepEqual([await page.focused(), await page.isChecked('from-random')], ['from-random', true]);
        await page.ready();
        await page.key('Tab');
        assert.equal(await page.focused(), 'device');
        await page.key('ArrowUp');
        await page.ready();
        assert.match(await page.text('status'), /^Computing on WebGL2 /);
      });
      await claim('the browser logs no error', () => assert.deepEqual(page.errors, []));
    } finally {
      await page.close();
    }
  },
});
