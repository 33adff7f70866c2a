import assert from 'node:assert/strict';
import { DemoPage } from './demoPage.mjs';
import { openChromium } from './chromium.mjs';
import { slowDown } from './phone.mjs';
import { frog } from './realRun.mjs';
import { serveStatic } from './staticServer.mjs';

/** The page on hosts that send no header but the type of a file. */
const anywhere = (browser, { built }) => ({
  name: 'page on any host',
  async run(claim) {
    for (const below of ['/', '/spikegrad/demo/']) {
      const { address, close } = await serveStatic(built, { below });
      const page = await DemoPage.open(browser, address, { device: 'wasm' });
      try {
        await claim(`it trains in one thread at ${below} and says so`, async () => {
          await page.ready();
          assert.match(await page.text('status'), /WebAssembly \(1 thread: .*COOP: same-origin and COEP: require-corp/);
          await page.press('start');
          await page.learn(3);
        });
        await claim(`it classifies a dropped image at ${below}`, async () => {
          await page.drop([['frog.png', await page.png(frog.images, 8)]]);
          assert.equal((await page.answer()).shares[0][0], 'frog');
        });
        await claim(`the browser logs no error at ${below}`, () => assert.deepEqual(page.errors, []));
      } finally {
        await page.close();
        close();
      }
    }
  },
});

/** A phone: a narrow window, processors of a quarter of the speed, and 10 Mbit/s. */
const onPhone = ({ built }) => ({
  name: 'page on a phone',
  async run(claim) {
    const network = { bytesPerSecond: 10e6 / 8, latency: 50 };
    const { address, sent, close } = await serveStatic(built, network);
    const browser = await openChromium();
    const begin = performance.now();
    const seconds = () => ((performance.now() - begin) / 1000).toFixed(1);
    const megabytes = (counts) => [...sent].reduce((sum, [name, bytes]) => sum + (counts(name) ? bytes : 0), 0) / 1e6;
    const page = await DemoPage.open(
      browser,
      'about:blank',
      {},
      { viewport: { width: 390, height: 844 }, isMobile: true },
    );
    const speedUp = await slowDown(browser, await page.devTools(), 4);
    try {
      await page.go(address, {});
      await claim('it classifies a photograph before it has the training images', async () => {
        await page.until(async () => (await page.text('status')).includes('classifies images'));
        await page.drop([['frog.png', await page.png(frog.images, 8)]]);
        assert.equal((await page.answer()).shares[0][0], 'frog');
        const size = megabytes((name) => !name.includes('train_2000'));
        assert.ok(size < 2, `${size} MB without the training images`);
        return `first answer after ${seconds()} s and ${size.toFixed(1)} MB`;
      });
      await claim('it shows accuracy and firing rates in training', async () => {
        await page.ready();
        await page.press('start');
        await page.learn(1);
        for (const figure of ['accuracy', 'rate']) assert.match(await page.text(figure), /^\d+\.\d %$/);
        return `first accuracy after ${seconds()} s and ${megabytes(() => true).toFixed(1)} MB`;
      });
      await claim('it draws them', async () => {
        await page.learn(5);
        for (const chart of ['accuracy-chart', 'rate-chart']) assert.ok((await page.coloured(chart)) > 50);
        return `${await page.text('speed')} batches per second`;
      });
    } finally {
      await speedUp();
      await browser.close();
      close();
    }
  },
});

export const hostingGroups = (browser, given) => [anywhere(browser, given), onPhone(given)];
