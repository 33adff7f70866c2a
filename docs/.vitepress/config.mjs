import { slug } from 'github-slugger';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildPage } from '../../packages/demo/server.mjs';
import { deadLinks } from '../../tools/site/built.mjs';
import { siteLinks } from '../../tools/site/links.mjs';
import { addressOf, otherFiles, pageFiles, sidebar } from '../../tools/site/pages.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url)).slice(0, -1);
const files = new Set(pageFiles(root));
const icon = readFileSync(`${root}/packages/demo/src/icon.svg`, 'utf8');
/** The address of the site on its host: `/spikegrad/` on GitHub Pages. */
const base = process.env.SITE_BASE || '/';

export default {
  title: 'Spikegrad',
  description: 'Train spiking neural networks online in TypeScript',
  lang: 'en',
  base,
  srcDir: '..',
  srcExclude: otherFiles(root),
  rewrites: Object.fromEntries([...files].map((file) => [file, addressOf(file)])),
  cleanUrls: true,
  metaChunk: true,
  // The search index is loaded when a reader searches.
  vite: { build: { chunkSizeWarningLimit: 3000 } },
  head: [['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  markdown: {
    // The anchors of GitHub, where the same files are read.
    anchor: { slugify: slug },
    attrs: { disable: true },
    config: (markdown) => markdown.use(siteLinks(root, files)),
  },
  themeConfig: {
    logo: { src: `data:image/svg+xml,${encodeURIComponent(icon)}`, alt: '' },
    nav: [
      { text: 'Getting started', link: '/getting-started' },
      { text: 'Packages', link: '/packages/' },
      { text: 'API', link: '/api/' },
      { text: 'Demo', link: '/demo/', target: '_self' }, // a page of its own
    ],
    sidebar: sidebar(root),
    outline: { level: [2, 3] },
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: 'https://github.com/spikegrad/spikegrad' }],
  },
  transformPageData(page) {
    if (page.relativePath.startsWith('api/')) page.frontmatter = { prev: false, next: false, ...page.frontmatter };
  },
  async buildEnd({ outDir }) {
    await buildPage({ build: { outDir: `${outDir}/demo` } });
    const dead = deadLinks(outDir, base);
    if (dead.length > 0) throw new Error(`expected no dead links but received ${dead.length}:\n${dead.join('\n')}`);
  },
};
