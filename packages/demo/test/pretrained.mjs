import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { DemoPage } from './demoPage.mjs';
import { assertAgrees, frog } from './realRun.mjs';

const folder = new URL('../../pretrained/networks/cifar10-vgg-eighth/', import.meta.url);
const card = JSON.parse(await readFile(new URL('card.json', folder), 'utf8'));

/** The page with the pretrained network, and without. */
export const pretrainedGroup = (browser, { isolated }) => ({
  name: 'page with the pretrained network',
  async run(claim) {
    const small = [
      ['device', 'wasm'],
      ['images', 4],
      ['set', 'batchSize=4'],
    ];
    const page = await DemoPage.open(browser, 'about:blank', {});
    const drop = async () => page.drop([['frog.png', await page.png(frog.images)]]);
    try {
      const release = await page.hold('**/train_2000*');
      await page.go(isolated, small);
      await claim('a dropped image is classified before the training images are there, as elsewhere', async () => {
        await page.until(async () => (await page.text('status')).includes('The pretrained network classifies images.'));
        await drop();
        const { shares, by } = await page.answer();
        assert.match(by, /^Answer of the pretrained network\./);
        await assertAgrees(shares, {
          weights: new URL('model.safetensors', folder),
          config: new URL('config.json', folder),
        });
        assert.equal(shares[0][0], 'frog');
        assert.equal(await page.isEnabled('start'), false);
      });
      release();
      await claim('it says how accurate it is', async () => {
        await page.ready();
        assert.equal(await page.text('card'), `${(100 * card.test.accuracy).toFixed(1)} % on 10,000 test images`);
      });
      await claim('training continues from it', async () => {
        await page.press('start');
        await page.learn(2);
        assert.ok((await page.firstLoss()) < 1.5, `a first loss of ${await page.firstLoss()}`);
        await drop();
        assert.match((await page.answer()).by, /^Answer of the pretrained network after \d+ more batches/);
      });
      await claim('or begins from scratch, if that is chosen', async () => {
        await page.press('from-random');
        assert.equal(await page.learned(), 0);
        await page.ready();
        await drop();
        assert.match((await page.answer()).by, /^Answer of this network after 0 batches/);
      });
      await claim('settings that its weights do not fit begin from scratch, and the page says so', async () => {
        await page.go(isolated, [...small, ['set', 'model.width=0.0625']]);
        await page.ready();
        assert.deepEqual([await page.isChecked('from-random'), await page.isShown('unfit')], [true, true]);
        await drop();
        assert.match((await page.answer()).by, /^Answer of this network after 0 batches/);
      });
      await claim('the browser logs no error', () => assert.deepEqual(page.errors, []));
    } finally {
      await page.close();
    }
  },
});
