import { fileURLToPath } from 'node:url';
import { buildPage } from '../server.mjs';

const packages = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page of the suites, which run the sources, as all tests do. @param outDir where it is to stand */
export const buildSuites = (outDir) =>
  buildPage({
    root: fileURLToPath(new URL('suites', import.meta.url)),
    // A package says which of its built files have effects; its sources would be taken to have none.
    build: { outDir, rollupOptions: { treeshake: false } },
    resolve: {
      alias: [
        { find: 'node:fs', replacement: fileURLToPath(new URL('suites/files.ts', import.meta.url)) },
        { find: /^@spikegrad\/core\/testing$/, replacement: `${packages}core/src/testing/index.ts` },
        { find: /^@spikegrad\/([^/]+)$/, replacement: `${packages}$1/src/index.ts` },
      ],
    },
  });
