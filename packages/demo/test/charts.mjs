import assert from 'node:assert/strict';
import { DemoPage } from './demoPage.mjs';

const wave = Array.from({ length: 100 }, (_, i) => 2 + Math.sin(i / 5));

/** A chart of the page with outliers. */
export const chartGroup = (browser, address) => ({
  name: 'charts with outliers',
  async run(claim) {
    const page = await DemoPage.open(browser, address);
    const show = async (values) => {
      await page.evaluate(
        (given) => globalThis.chart.show([given.map((_, i) => i + 1), given.map(Number)], 'The values'),
        values.map(String), // JSON has no NaN
      );
      await page.wait(100);
      return page.evaluate(() => ({
        note: globalThis.document.querySelector('.outside').textContent,
        description: globalThis.document.getElementById('chart').getAttribute('aria-label'),
      }));
    };
    /** How much of the height of the chart its line takes. */
    const height = async () => {
      const [first, last, of] = await page.colouredRows('chart');
      return (last - first) / of;
    };
    try {
      await claim('a chart without outliers has no note', async () => {
        assert.deepEqual(await show(wave), { note: '', description: 'The values' });
        assert.ok((await height()) > 0.4, `the line takes ${await height()} of the height`);
      });
      for (const [values, note] of [
        [[...wave, 1e12, 2], '1 point is above the axis (▲), at most 1e12'],
        [[...wave, -1e9, -2e9, 2], '2 points are below the axis (▼), at least -2e9'],
        [[...wave, NaN, Infinity, 2], '2 points are NaN or infinite'],
      ])
        await claim(`the axis keeps its limits and a note says: ${note}`, async () => {
          assert.deepEqual(await show(values), { note, description: `The values. ${note}` });
          assert.ok((await height()) > 0.4, `the line takes ${await height()} of the height`);
        });
    } finally {
      await page.close();
    }
  },
});
