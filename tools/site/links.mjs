import { existsSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { addressOf } from './pages.mjs';

const repository = 'https://github.com/spikegrad/spikegrad';

/**
 * Where a link of a Markdown file goes on the site. Links are written for GitHub: a path relative to the file.
 * A page gets its address on the site, and any other file or folder its address on GitHub.
 * @throws Error for a path that is neither
 */
export function siteLink(root, pages, from, href) {
  if (/^([a-z][a-z\d+.-]*:|\/\/|#)/i.test(href)) return href;
  const [, path, rest] = /^([^?#]*)(.*)$/.exec(href);
  const target = resolve(root, dirname(from), decodeURI(path));
  const file = relative(root, target).replaceAll('\\', '/');
  const page = [file, `${file}/README.md`].find((each) => pages.has(each));
  if (page !== undefined) return `/${encodeURI(addressOf(page))}${rest}`;
  if (file === 'README.md' || file === '') return `${repository}${rest}`;
  if (file.startsWith('..') || !existsSync(target))
    throw new Error(`[${from}] expected a link to a file of the repository but received ${href}`);
  return `${repository}/${statSync(target).isDirectory() ? 'tree' : 'blob'}/main/${file}${rest}`;
}

/** A markdown-it plugin that rewrites the links of each page with {@link siteLink}. Pictures stay as they are. */
export const siteLinks = (root, pages) => (markdown) => {
  markdown.core.ruler.push('site-links', ({ tokens, env }) => {
    const from = relative(root, env.realPath ?? env.path).replaceAll('\\', '/');
    for (const { children } of tokens)
      for (const token of children ?? []) {
        if (token.type !== 'link_open') continue;
        token.attrSet('href', siteLink(root, pages, from, token.attrGet('href')));
      }
  });
};
