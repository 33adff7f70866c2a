import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { filesBelow } from './filesBelow.mjs';

const attributes = (html, name) =>
  [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, 'g'))].map(([, value]) => value.replaceAll('&amp;', '&'));

/** The anchors of a page, and its links and pictures. */
function readPage(path) {
  const html = readFileSync(path, 'utf8').replace(/<(script|style)\b[^]*?<\/\1>/g, '');
  return { anchors: new Set(attributes(html, 'id')), links: [...attributes(html, 'href'), ...attributes(html, 'src')] };
}

/**
 * Dead links of a built site: links and pictures without a file, and anchors without an element.
 * @param folder of the built site @param base the address of its root, such as `/` or `/spikegrad/`
 * @returns each with the first page that has it and the number of other pages
 */
export function deadLinks(folder, base) {
  const files = new Set(filesBelow(folder).sort());
  const isPage = (file) => file.endsWith('.html');
  const pages = new Map([...files].filter(isPage).map((file) => [file, readPage(join(folder, file))]));
  const fileAt = (path) => [path, `${path}.html`, posix.join(path, 'index.html')].find((file) => files.has(file));

  /** What is wrong with a link of a page; null for nothing, and for links to other sites. */
  const fault = (from, link) => {
    const here = `http://site${base}${from.replace(/index\.html$/, '')}`;
    const { origin, pathname, hash } = new URL(link, here);
    if (origin !== 'http://site') return null;
    const path = decodeURIComponent(pathname);
    const target = path.startsWith(base) ? fileAt(path.slice(base.length).replace(/\/$/, '')) : undefined;
    if (target === undefined) return `${link} has no file`;
    const anchor = decodeURIComponent(hash.slice(1));
    return anchor === '' || pages.get(target)?.anchors.has(anchor) ? null : `${link} has no element`;
  };

  const dead = new Map();
  for (const [from, { links }] of pages)
    for (const message of new Set(links.map((link) => fault(from, link)).filter((each) => each !== null)))
      dead.set(message, [...(dead.get(message) ?? []), from]);
  return [...dead].map(
    ([message, [from, ...more]]) => `${from}: ${message}${more.length ? ` (and ${more.length} more pages)` : ''}`,
  );
}
