import { isSection } from '@spikegrad/trainer';
import { html, type Html } from './html.js';
import type { RunRecord } from './readRun.js';

/** The config as it was run, and the commands that make the run and this page again. */
export const settingsSection = ({ plan: { config, settings } }: RunRecord): Html =>
  html`<section aria-labelledby="config">
    <h2 id="config">${config ? 'Config' : 'Settings'}</h2>
    ${config ? commands : ''}
    <dl class="config">
      ${entriesOf(settings, '').map(
        ([name, value]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
          </div>`,
      )}
    </dl>
  </section>`;

const commands = html`<p>From the folder of this report:</p>
  <pre><code>spikegrad train config.json --out again   # the same run: same device, same numbers
spikegrad evaluate .                      # test the weights again
spikegrad report .                        # this page, from the files beside it</code></pre>`;

/** Every field with its path. */
function entriesOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (!isSection(value)) return [[path, Array.isArray(value) ? value.join(', ') : String(value)]];
  return Object.entries(value).flatMap(([key, entry]) => entriesOf(entry, path === '' ? key : `${path}.${key}`));
}
