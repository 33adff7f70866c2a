import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { version } from '@spikegrad/core';

test('version is that of package.json', () => {
  const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(version).toBe(manifest.version);
});
