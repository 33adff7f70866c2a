import { fileURLToPath } from 'node:url';
import { publicEntries } from './tools/site/entries.mjs';
import { packageModules } from './tools/site/packageModules.mjs';

const root = fileURLToPath(new URL('.', import.meta.url)).slice(0, -1);
const entries = publicEntries(root);

/** The API as Markdown, which `npm run docs` makes pages of the site from. */
export default {
  name: 'API',
  entryPoints: entries.map(({ source }) => source),
  tsconfig: 'tools/site/tsconfig.json',
  compilerOptions: { paths: Object.fromEntries(entries.map(({ name, source }) => [name, [`${root}/${source}`]])) },
  // `npm run build` and `npm run check:types` check the types.
  skipErrorChecking: true,
  plugin: ['typedoc-plugin-markdown', packageModules(root)],
  readme: 'none',
  out: 'docs/api',
  entryFileName: 'index',
  // Functions, types and values are on the page of their package: with a page each the site takes twice as long to build.
  membersWithOwnFile: ['Class', 'Interface'],
  hidePageHeader: true,
  hideBreadcrumbs: true,
  indexFormat: 'table',
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeAliasPropertiesFormat: 'table',
  typeDeclarationFormat: 'table',
  // Links need no git: `main` has the files.
  disableGit: true,
  basePath: root,
  gitRevision: 'main',
  sourceLinkTemplate: 'https://github.com/spikegrad/spikegrad/blob/{gitRevision}/{path}#L{line}',
  excludeInternal: true,
  excludePrivate: true,
  treatWarningsAsErrors: true,
};
