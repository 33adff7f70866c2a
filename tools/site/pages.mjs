import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publicEntries } from './entries.mjs';
import { filesBelow } from './filesBelow.mjs';

const docs = (...names) => names.map((name) => `docs/${name}.md`);
const packages = (...names) => names.map((name) => `packages/${name}/README.md`);

/** The published packages, lowest level first. */
export const packageNames = [
  ...['core', 'wasm', 'native', 'gpu', 'nn', 'neurons', 'normalization', 'online', 'models', 'testing'],
  ...['data', 'files', 'distributed', 'datasets', 'trainer', 'pretrained', 'runs', 'cli'],
];

/** The pages that are written by hand, by kind of reader, in the order of the sidebar. */
export const groups = [
  { text: 'First steps', files: docs('index', 'getting-started', 'online-learning', 'from-pytorch', 'glossary') },
  { text: 'Train networks', files: docs('data', 'networks', 'run-folder', 'backends', 'memory', 'performance') },
  {
    text: 'The paper',
    files: docs('osr-and-ots', 'reproduce', 'results/README', 'rules', 'thresholds', 'defaults', 'parity'),
  },
  {
    text: 'Results, page by page',
    collapsed: true,
    files: docs(
      ...['results/table4/table4', 'results/table4Long/table4', 'results/fig2/fig2', 'results/appendixE/appendixE'],
      ...['results/gaussian/gaussian', 'results/rules/rules', 'results/norms/norms', 'results/decay/decay'],
      ...['results/tinyImageNet32/tinyImageNet32', 'results/fashionMnist/sweep', 'results/nmnist/nmnist'],
      'results/unfinished/README',
    ),
  },
  { text: 'Write your own', files: docs('fork-it', 'test-your-gradients', 'architecture', 'nan') },
  {
    text: 'Packages',
    files: [...docs('packages'), ...packages(...packageNames, 'demo')],
  },
  {
    text: 'The project',
    files: [
      'CONTRIBUTING.md',
      'CHANGELOG.md',
      ...docs('performance-details', 'node-versions', 'native-checks', 'mutants', 'releasing'),
    ],
  },
];

/** Markdown files of a folder, relative to the root; none where there is no such folder. */
function markdownIn(root, folder) {
  if (!existsSync(join(root, folder))) return [];
  const files = filesBelow(join(root, folder)).filter((file) => file.endsWith('.md'));
  return files.map((file) => `${folder}/${file}`);
}

/**
 * Every Markdown file that a reader can expect on the site: those of `docs`, and the README of each package. The README of
 * `docs/template` is that of a copy.
 */
export function documents(root) {
  const readmes = packages(...readdirSync(join(root, 'packages'))).filter((file) => existsSync(join(root, file)));
  return [...markdownIn(root, 'docs').filter((file) => !/^docs\/(api|template|\.)/.test(file)), ...readmes];
}

/** The address of a page, from its file: `docs/data.md` is `data.md`, `packages/nn/README.md` is `packages/nn.md`. */
export function addressOf(file) {
  if (file === 'docs/packages.md') return 'packages/index.md';
  return file
    .replace(/^docs\/api\/@spikegrad\//, 'api/')
    .replace(/^docs\//, '')
    .replace(/^packages\/([^/]+)\/README\.md$/, 'packages/$1.md')
    .replace(/README\.md$/, 'index.md')
    .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase());
}

const linkTo = (file) => `/${addressOf(file).replace(/(^|(?<=\/))index\.md$|\.md$/, '')}`;

/** The first heading of a Markdown text. */
export function titleOf(markdown) {
  const [, title] = /^# (.+)$/m.exec(markdown) ?? [];
  if (title === undefined) throw new Error(`[titleOf] expected a line '# Title' but received ${markdown.slice(0, 40)}`);
  return title.replaceAll('`', '');
}

/** The sidebar. The name of a page is its first heading. */
export function sidebar(root) {
  const item = (file) => ({ text: titleOf(readFileSync(join(root, file), 'utf8')), link: linkTo(file) });
  const modules = publicEntries(root).map(({ name }) => ({
    text: name,
    link: `/api/${name.split('/').slice(1).join('/')}/`,
  }));
  return [
    ...groups.map(({ files, ...group }) => ({
      ...group,
      items: files.map(item),
    })),
    { text: 'API', collapsed: true, link: '/api/', items: modules },
  ];
}

/** All files that become pages: those of the sidebar, and the API that TypeDoc wrote. */
export function pageFiles(root) {
  return [...groups.flatMap(({ files }) => files), ...markdownIn(root, 'docs/api')];
}

/** Markdown files anywhere else in the repository, which become no pages. */
export function otherFiles(root) {
  const pages = new Set(pageFiles(root));
  const ignored = /^(node_modules|dist|coverage|runs|\..*)$/;
  const walk = (folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return ignored.test(entry.name) ? [] : walk(path);
      return entry.name.endsWith('.md') && !pages.has(path) ? [path] : [];
    });
  return walk('');
}
