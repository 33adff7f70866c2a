import { fileURLToPath } from 'node:url';
import { build, mergeConfig, preview } from 'vite';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Without `'unsafe-eval'`: GPUs need none, WebAssembly has a word of its own, and its threads are made of blobs. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self' blob:",
  "style-src 'self'",
  "img-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Only a page with these may share memory, and so have threads. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

const headersOf = (isolated, reportTo) => ({
  'Content-Security-Policy': contentSecurityPolicy + (reportTo ? `; report-uri ${reportTo}` : ''),
  'X-Content-Type-Options': 'nosniff',
  ...(isolated ? isolation : {}),
});

/** What every page here has in common. */
const settings = {
  root,
  configFile: false,
  base: './',
  logLevel: 'error',
  worker: { format: 'es' },
  build: { target: 'es2022', assetsInlineLimit: 0, emptyOutDir: true, modulePreload: { polyfill: false } },
};

/** Builds the page. @param changes to the settings, for another page */
export const buildPage = (changes = {}) => build(mergeConfig(settings, changes));

/** Serves what was built. @param isolated whether with the headers that threads need @param reportTo the address to tell of what the policy refused */
export async function serve({ port = 0, isolated = true, outDir = 'dist', reportTo } = {}) {
  const server = await preview({
    ...settings,
    build: { outDir },
    preview: { host: '127.0.0.1', port, headers: headersOf(isolated, reportTo) },
  });
  return { address: server.resolvedUrls.local[0], close: () => server.close() };
}

export async function startServer(options) {
  await buildPage();
  return serve(options);
}
