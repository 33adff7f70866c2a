import { equal } from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { openChromium } from '../../packages/demo/test/chromium.mjs';
import { command } from './command.mjs';
import { follow } from './readmes.mjs';

/** Commands, files and output of docs/getting-started.md, as its reader meets them. */
function readGuide(root) {
  const text = readFileSync(join(root, 'docs/getting-started.md'), 'utf8');
  const blocks = [...text.matchAll(/^```(?<info>.+)\n(?<code>[^]*?)^```$/gm)].map(({ groups }) => groups);
  const [, install, vite] = blocks.filter(({ info }) => info === 'sh').map(({ code }) => code);
  const files = blocks.flatMap(({ info, code }) => {
    const name = /\[(.+)\]/.exec(info)?.[1];
    return name ? [{ name, code }] : [];
  });
  return { install, vite, files, output: blocks.find(({ info }) => info === 'text output').code };
}

/**
 * Does what the guide says, in the clone and in an empty project: its network learns in Node and in a browser, served by Vite, with the figures that
 * it shows.
 */
export async function checkGuide(root, temporary, claim) {
  const project = join(temporary, 'getting-started');
  const { install, vite, files, output } = readGuide(root);
  await claim('docs/getting-started.md installs its packages into an empty project', () =>
    follow(root, install, project),
  );
  for (const { name, code } of files) writeFileSync(join(project, name), code);
  await claim('its network learns in Node, with the figures that it shows', () =>
    equal(command(project, process.execPath, 'node.js'), output),
  );
  await claim('Vite installs there and builds its page', () => {
    command(project, 'sh', '-ec', vite);
    command(project, process.execPath, 'node_modules/vite/bin/vite.js', 'build');
  });
  const browser = await openChromium();
  if (browser === null) return console.log('its page is not opened: there is no Chromium');
  try {
    for (const [served, words] of [
      ['as Vite serves its sources', []],
      ['as Vite has built it', ['preview']],
    ])
      await claim(`its page learns with more than one thread, ${served}, with the same figures`, () =>
        withVite(project, words, async (address) => {
          const [threads, ...lines] = await shown(browser, address, output);
          equal(/^threads: ([2-9]|1[0-6])$/.test(threads), true, threads);
          equal(`${lines.join('\n')}\n`, output);
        }),
      );
    await claim('its page learns with one thread where no headers are sent', async () => {
      rmSync(join(project, 'vite.config.js'));
      await withVite(project, ['preview'], async (address) => {
        const lines = await shown(browser, address, output);
        equal(`${lines.join('\n')}\n`, `threads: 1\n${output}`);
      });
    });
  } finally {
    await browser.close();
  }
}

/** The lines of the page when it shows the last line of `output`, or after two minutes. */
async function shown(browser, address, output) {
  const page = await browser.newPage();
  try {
    await page.goto(address);
    const log = page.locator('#log');
    const last = output.trim().split('\n').at(-1);
    await log
      .filter({ hasText: last })
      .waitFor({ timeout: 120_000 })
      .catch(() => undefined); // then the lines differ
    return (await log.textContent()).trim().split('\n');
  } finally {
    await page.close();
  }
}

/** Runs the command line of Vite in a project until `use` is done with the address that it prints. */
async function withVite(project, words, use) {
  const vite = [join(project, 'node_modules/vite/bin/vite.js'), ...words, '--host', '127.0.0.1', '--port', '0'];
  const server = spawn(process.execPath, vite, { cwd: project, stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    await use(await addressIn(server));
  } finally {
    server.kill();
    await once(server, 'exit');
  }
}

/** The address that a server prints. @throws Error where it ends without */
async function addressIn(server) {
  let said = '';
  for await (const chunk of server.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    said += stripVTControlCharacters(chunk);
    const address = /http:\/\/127\.0\.0\.1:\d+\//.exec(said)?.[0];
    if (address) return address;
  }
  throw new Error(`Vite printed no address: ${said}`);
}
