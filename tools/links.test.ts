import { expect, test } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents, otherFiles } from './site/pages.mjs';
import { readMarkdown } from './site/readMarkdown.mjs';

const root = fileURLToPath(new URL('..', import.meta.url)).slice(0, -1);
const files: readonly string[] = [
  ...new Set([...documents(root), ...otherFiles(root), 'CONTRIBUTING.md', 'CHANGELOG.md']),
];
const read = (path: string) => readMarkdown(readFileSync(path, 'utf8'));

/** What is wrong with a link on GitHub, where it is relative to its file; null for nothing, and for links to elsewhere. */
function fault(from: string, link: string): string | null {
  if (/^([a-z][a-z\d+.-]*:|\/\/)/i.test(link)) return null;
  const [path = '', anchor = ''] = decodeURI(link).split('#');
  const target = path === '' ? from : join(dirname(from), path);
  if (!existsSync(target)) return `${link} is no file`;
  const page = statSync(target).isDirectory() ? join(target, 'README.md') : target;
  if (anchor === '' || !page.endsWith('.md')) return null;
  return read(page).anchors.has(anchor) ? null : `${link} is no heading`;
}

test.each(files)('the links of %s go to files and headings, as GitHub reads them', (file) => {
  const path = join(root, file);
  expect(
    read(path)
      .links.map((link) => fault(path, link))
      .filter((each) => each !== null),
  ).toEqual([]);
});

test('a link without a file or a heading is a fault', () => {
  const from = join(root, 'CONTRIBUTING.md');
  expect(fault(from, 'missing.md')).toBe('missing.md is no file');
  expect(fault(from, '#missing')).toBe('#missing is no heading');
  expect(fault(from, 'docs/data.md#missing')).toBe('docs/data.md#missing is no heading');
  expect(fault(from, 'docs/data.md')).toBeNull();
});

test('links and headings are found in Markdown and in HTML', () => {
  const { anchors, links } = readMarkdown(
    '# A `b`!\n# A b\n[x](y.md) ![p](q.svg)\n\n<a href="r.md"><img src="s.png"></a>\n\n```md\n[no](no.md)\n```\n',
  );
  expect([...anchors]).toEqual(['a-b', 'a-b-1']);
  expect(links).toEqual(['y.md', 'q.svg', 'r.md', 's.png']);
});
