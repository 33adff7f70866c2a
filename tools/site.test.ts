import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadLinks } from './site/built.mjs';
import { publicEntries } from './site/entries.mjs';
import { siteLink } from './site/links.mjs';
import { addressOf, documents, groups, sidebar, titleOf } from './site/pages.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).slice(0, -1);
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const listed: readonly string[] = groups.flatMap(({ files }) => files);

describe('the sidebar', () => {
  test('has every document', () => {
    expect(documents(root).filter((file) => !listed.includes(file))).toEqual([]);
  });

  test('has no page twice', () => {
    const addresses = listed.map(addressOf);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  test('names a page after its first heading', () => {
    expect(sidebar(root).flatMap(({ items }) => items)).toContainEqual({ text: 'NaN and Infinity', link: '/nan' });
    expect(titleOf('text\n\n# The `title`\n# Another')).toBe('The title');
    expect(() => titleOf('no heading')).toThrow("[titleOf] expected a line '# Title' but received no heading");
  });
});

test('the API has every entry of every package', () => {
  const entries = publicEntries(root);
  expect(entries).toContainEqual({ name: '@spikegrad/core', source: 'packages/core/src/index.ts' });
  expect(entries).toContainEqual({ name: '@spikegrad/core/testing', source: 'packages/core/src/testing/index.ts' });
  for (const { source } of entries) expect(read(source)).toContain('export');
});

test('the numbers of the home page are those of the results', () => {
  const results = read('docs/results/README.md');
  const home = read('docs/index.md');
  for (const number of ['25.7 MB', '111 MB', '1,661 MB']) {
    expect(home).toContain(number);
    expect(results).toContain(number);
  }
});

describe('a link of a Markdown file', () => {
  const pages = new Set(['docs/index.md', 'docs/data.md', 'packages/nn/README.md', 'docs/results/README.md']);
  const link = (from: string, href: string): string => siteLink(root, pages, from, href);

  test('goes to the page of its file', () => {
    expect(link('docs/networks.md', 'data.md#configs')).toBe('/data.md#configs');
    expect(link('packages/cli/README.md', '../nn/README.md')).toBe('/packages/nn.md');
    expect(link('CONTRIBUTING.md', 'packages/nn')).toBe('/packages/nn.md');
    expect(link('docs/data.md', 'results/README.md')).toBe('/results/index.md');
  });

  test('goes to GitHub where its file is no page', () => {
    const repository = 'https://github.com/spikegrad/spikegrad';
    expect(link('docs/data.md', '../package.json')).toBe(`${repository}/blob/main/package.json`);
    expect(link('docs/data.md', '../benchmarks')).toBe(`${repository}/tree/main/benchmarks`);
    expect(link('docs/data.md', '../README.md#try-it')).toBe(`${repository}#try-it`);
  });

  test('stays as it is where it goes elsewhere, or to its own page', () => {
    for (const href of ['https://example.org/a.md', 'mailto:a@example.org', '#configs'])
      expect(link('docs/data.md', href)).toBe(href);
  });

  test('fails without a file', () => {
    const message = '[docs/data.md] expected a link to a file of the repository but received';
    expect(() => link('docs/data.md', 'missing.md')).toThrow(`${message} missing.md`);
    expect(() => link('docs/data.md', '../../outside.md')).toThrow(`${message} ../../outside.md`);
  });
});

describe('dead links of a built site', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'site-'));
    const files = {
      'index.html':
        '<h1 id="top">a</h1><a href="/base/nn">b</a><a href="/base/api/#c&amp;d">c</a><a href="https://example.org/e">e</a>',
      'nn.html':
        '<img src="/base/a.svg"><a href="/base/missing">m</a><a href="/base/#other">o</a><a href="/outside">x</a>',
      'api/index.html':
        '<p id="c&amp;d"></p><a href="../nn#none">n</a><a href="#c&amp;d">d</a><a href="/base/missing">m</a><script>"<a href="no">"</script>',
      'a.svg': '<svg/>',
    };
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are those without a file or an element', () => {
    expect(deadLinks(folder, '/base/')).toEqual([
      'api/index.html: ../nn#none has no element',
      'api/index.html: /base/missing has no file (and 1 more pages)',
      'nn.html: /base/#other has no element',
      'nn.html: /outside has no file',
    ]);
  });
});
