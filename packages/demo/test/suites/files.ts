/// <reference types="vite/client" />

const golden = import.meta.glob<string>('../../../*/test/golden/*.json', {
  ...{ query: '?raw', import: 'default', eager: true },
});

/** What stands in for `node:fs` in a page: golden files are in the bundle, and known by their names. */
export function readFileSync({ pathname }: URL): string {
  const name = pathname.slice(pathname.lastIndexOf('/golden/'));
  const found = Object.keys(golden).find((path) => path.endsWith(name));
  if (found === undefined) throw new Error(`${pathname} is not in the bundle`);
  return golden[found]!;
}
