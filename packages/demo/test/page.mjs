import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { DemoPage } from './demoPage.mjs';
import { pretrainedGroup } from './pretrained.mjs';
import { assertAgrees, frog, makeRun } from './realRun.mjs';

/**
 * A few images, which a network fits soon, for enough batches to count the frames drawn meanwhile; two time steps where a
 * batch of two takes SwiftShader more than a second.
 */
const trainings = {
  webgl2: { name: 'WebGL2', batches: 20, images: 2, steps: 2 },
  webgpu: { name: 'WebGPU', batches: 20, images: 2, steps: 2 },
  wasm: { name: 'WebAssembly', batches: 60, images: 4, steps: 4 },
};

const settingsOf = (device, { images, steps }) => [
  ['device', device],
  ['from', 'random'],
  ['images', images],
  ['set', `batchSize=${images}`],
  ['set', `steps=${steps}`],
];

/** Trains, as far as to the claims' ends, and asks. */
const trains =
  (browser, { isolated }, device) =>
  async (claim) => {
    const { name, batches, ...small } = trainings[device];
    const page = await DemoPage.open(browser, isolated, settingsOf(device, small));
    try {
      await claim(`it says that it computes on ${name}`, async () => {
        await page.ready();
        assert.match(await page.text('status'), new RegExp(`^Computing on ${name} \\(`));
      });
      let frames = 0;
      await claim(`it learns ${batches} batches`, async () => {
        await page.press('start');
        frames = await page.framesDuring(() => page.learn(batches));
      });
      await claim('the loss falls', async () => {
        const [first, smoothed] = [await page.firstLoss(), Number(await page.text('loss'))];
        assert.ok(smoothed < 0.75 * first, `${smoothed} after ${first}`);
      });
      await claim('loss, accuracy, firing rates and θ[t] of every layer are drawn', async () => {
        for (const chart of ['loss', 'accuracy', 'rate', 'threshold']) {
          const pixels = await page.coloured(`${chart}-chart`);
          assert.ok(pixels > 50, `${pixels} coloured pixels in the chart of ${chart}`);
        }
      });
      await claim('a frame is drawn at least ten times a second meanwhile', () => {
        assert.ok(frames >= 10, `${frames} frames a second`);
        return `${frames.toFixed(0)} frames a second`;
      });
      await claim('a dropped image is classified while it trains, and rightly, as it learned it', async () => {
        await page.drop([['frog.png', await page.png(frog.images, 8)]]);
        const { shares, by } = await page.answer();
        assert.match(by, /^Answer of this network after \d+ batches/);
        assert.equal(shares.length, 3);
        assert.equal(shares[0][0], 'frog');
      });
      await claim('it pauses, tells firing rates and θ[t] as numbers, and goes on', async () => {
        await page.press('start');
        // The answer comes when the batch that was under way is done.
        await page.drop([['frog.png', await page.png(frog.images)]]);
        const [held] = /\d+/.exec((await page.answer()).by);
        assert.equal(await page.text('start'), 'Continue');
        await page.wait(500);
        assert.equal(await page.learned(), Number(held));
        await page.unfold('layers');
        await page.until(async () => (await page.table('layers')).length > 0);
        const [, ...layers] = await page.table('layers');
        assert.equal(layers.length, 8);
        for (const [, ...cells] of layers) {
          const [rates, thresholds] = [cells.slice(0, small.steps), cells.slice(small.steps)];
          assert.ok(rates.every((cell) => /^\d+\.\d %$/.test(cell)) && thresholds.length === small.steps, cells.join());
          assert.equal(thresholds[0], '1.000');
          assert.ok(thresholds.every((cell) => Number(cell) > 0.5));
        }
        await page.press('start');
        await page.learn(Number(held) + 1);
      });
      await claim('a reset begins anew', async () => {
        await page.press('reset');
        assert.equal(await page.learned(), 0);
        assert.deepEqual(await page.table('layers'), []);
        await page.ready();
        assert.equal(await page.text('start'), 'Start');
        await page.press('start');
        await page.learn(1);
      });
      await claim('the browser logs no error', () => assert.deepEqual(page.errors, []));
    } finally {
      await page.close();
    }
  };

/** Loads networks of real runs, and files that are none. */
const loads =
  (browser, { isolated, folder }) =>
  async (claim) => {
    const page = await DemoPage.open(browser, isolated, { device: 'wasm' });
    const [run, narrow] = [await makeRun(folder), await makeRun(folder, 'model.width=0.0625', 'steps=2')];
    const weights = await readFile(run.weights);
    const drop = async () => {
      await page.drop([['frog.png', await page.png(frog.images)]]);
      return page.answer();
    };
    try {
      await page.ready();
      await claim('the weights of a run answer as they do elsewhere', async () => {
        await page.choose('run', run.weights);
        await page.until(() => page.isShown('unload'));
        const { shares, by } = await drop();
        assert.match(by, /^Answer of model.safetensors/);
        await assertAgrees(shares, run);
      });
      await claim('the weights of another network do so together with their config', async () => {
        await page.choose('run', [narrow.weights, narrow.config]);
        await assertAgrees((await page.answer()).shares, narrow);
      });
      const refused = {
        'weights of another network without their config': [
          () => page.choose('run', narrow.weights),
          /mismatched: .* and \d+ more\. If the run has another config, choose its config\.json together with its weights\.$/,
        ],
        'weights that end early': [
          () => page.drop([['model.safetensors', weights.subarray(0, weights.length - 100)]]),
          /^\[model\.safetensors\] expected .* but received .*\d\]$/,
        ],
        'weights that are noise': [
          () => page.drop([['model.safetensors', randomBytes(1000)]]),
          /\[model\.safetensors\] expected/,
        ],
        'a config alone': [() => page.choose('run', run.config), /choose model\.safetensors together with it/],
        'a config that is none': [
          () =>
            page.drop([
              ['model.safetensors', weights],
              ['config.json', '{ "steps": '],
            ]),
          /\[config\.json\] expected JSON/,
        ],
        'a config of a network too large for its weights': [
          () =>
            page.drop([
              ['model.safetensors', weights],
              ['config.json', '{ "data": { "set": "cifar10" }, "model": { "width": 16 } }'],
            ]),
          /mismatched: /,
        ],
        'a text in place of an image': [
          () => page.drop([['notes.txt', 'no image']]),
          /cannot read that file as an image/,
        ],
      };
      for (const [what, [give, message]] of Object.entries(refused)) {
        await claim(`it says what is wrong with ${what}`, async () => {
          await give();
          await page.until(() => page.isShown('error'));
          assert.match(await page.said(), message);
        });
        await claim(`and goes on after ${what}`, async () => assert.equal((await drop()).shares.length, 3));
      }
      await claim('the network in training answers again', async () => {
        await page.press('unload');
        assert.match((await page.answer()).by, /^Answer of the pretrained network\./);
      });
      await claim('the browser logs no error', () => assert.deepEqual(page.errors, []));
    } finally {
      await page.close();
    }
  };

const others =
  (browser, { isolated, shared }) =>
  async (claim) => {
    const visit = async (address, query, look) => {
      const page = await DemoPage.open(browser, address, query);
      try {
        await look(page);
        assert.deepEqual(page.errors, []);
      } finally {
        await page.close();
      }
    };
    await claim('the fastest available device without a GPU is WebAssembly, and the page says why', () =>
      visit(isolated, [['set', 'iterations=3']], async (page) => {
        await page.ready();
        assert.match(await page.text('status'), /^Computing on WebAssembly \(\d+ threads\)/);
        const refusals = await page.text('refusals');
        for (const name of ['WebGPU', 'WebGL2']) assert.match(refusals, new RegExp(`${name}: .*SwiftShader`, 'i'));
      }),
    );
    await claim('what is chosen from the menu of devices computes, from the beginning', () =>
      visit(isolated, { device: 'wasm' }, async (page) => {
        await page.ready();
        await page.press('start');
        await page.learn(1);
        for (const [device, name] of [
          ['webgl2', 'WebGL2'],
          ['wasm', 'WebAssembly'],
        ]) {
          await page.select('device', device);
          assert.equal(await page.learned(), 0);
          await page.ready();
          assert.match(await page.text('status'), new RegExp(`^Computing on ${name} \\(`));
        }
      }),
    );
    await claim('a training that ends is tested on images it never saw', () =>
      visit(
        isolated,
        [
          ['device', 'wasm'],
          ['set', 'iterations=3'],
        ],
        async (page) => {
          await page.ready();
          await page.press('start');
          await page.until(async () => (await page.text('tested')) !== '–');
          assert.match(
            await page.text('status'),
            /^Training is complete\. Accuracy on 1000 test images: .* \(95 % interval /,
          );
        },
      ),
    );
    await claim('served without the headers of isolation it computes in one thread and says so', () =>
      visit(shared, { device: 'wasm' }, async (page) => {
        await page.ready();
        assert.match(await page.text('status'), /WebAssembly \(1 thread: .*COOP: same-origin and COEP: require-corp/);
        await page.press('start');
        await page.learn(3);
      }),
    );
    const asked = {
      'batchSize: Too small': [['set', 'batchSize=0']],
      'a field of a config but received learningrate': [['set', 'learningrate=1']],
      'a network that needs at most 2 GB in training': [['set', 'model.width=16']],
      '[images] expected an integer from 1 to 2000': [['images', '2.5']],
    };
    await claim('it says from what training can start where the address asks for something else', () =>
      visit(isolated, { device: 'wasm', from: 'elsewhere' }, async (page) => {
        await page.until(() => page.isShown('error'));
        assert.match(await page.said(), /the unknown from=elsewhere; training starts from pretrained or random\./);
      }),
    );
    await claim('it says which devices there are where the address asks for none of them', () =>
      visit(isolated, { device: 'cuda' }, async (page) => {
        await page.until(() => page.isShown('error'));
        assert.match(await page.said(), /the unknown device cuda; the devices are auto, webgpu, webgl2, wasm\./);
      }),
    );
    for (const [word, query] of Object.entries(asked))
      await claim(`it says what is wrong with ${query[0].join('=')} in its address`, () =>
        visit(isolated, [['device', 'wasm'], ...query], async (page) => {
          await page.until(() => page.isShown('error'));
          assert.ok((await page.said()).includes(word), await page.said());
          assert.ok(await page.isShown('start'));
        }),
      );
  };

/** What the page does, as a person would find out. @param given where it is served with and without isolation, and a folder for runs */
export const pageGroups = (browser, given) => [
  ...Object.keys(trainings).map((device) => ({
    name: `page training on ${device}`,
    run: trains(browser, given, device),
  })),
  pretrainedGroup(browser, given),
  { name: 'page with files', run: loads(browser, given) },
  { name: 'page served and asked otherwise', run: others(browser, given) },
];
