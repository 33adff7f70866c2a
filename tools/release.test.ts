import { describe, expect, test } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notesOf, released } from './release/changelog.mjs';
import { inOrder } from './release/order.mjs';
import { setVersion, versionsIn } from './release/versions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const jsonOf = (path: string) => JSON.parse(readFileSync(join(root, path), 'utf8'));

describe('versions', () => {
  test('CITATION.cff, lerna.json, every package and every dependency among them have the same version', () => {
    const { version } = jsonOf('lerna.json');
    const rows = versionsIn(root);
    expect(rows.filter(([, each]) => each !== version)).toEqual([]);
    const places = rows.map(([place]) => place);
    expect(places).toEqual(
      expect.arrayContaining(['CITATION.cff', 'packages/core/package.json', 'benchmarks/package.json']),
    );
    expect(places).toContain('packages/nn/package.json peerDependencies @spikegrad/core');
    expect(places).toContain('package-lock.json packages/nn peerDependencies @spikegrad/core');
  });

  test('a new version is written in every place, and nothing else is changed', () => {
    const clone = mkdtempSync(join(tmpdir(), 'spikegrad-version-'));
    try {
      const folders = [
        ...readdirSync(join(root, 'packages')).map((name) => `packages/${name}`),
        'benchmarks',
        'docs/template',
      ];
      const files = [
        ...['CITATION.cff', 'lerna.json', 'package-lock.json', 'packages/core/src/version.ts'],
        ...folders.map((folder) => `${folder}/package.json`),
      ];
      for (const file of files) {
        mkdirSync(dirname(join(clone, file)), { recursive: true });
        cpSync(join(root, file), join(clone, file));
      }
      const { version } = jsonOf('lerna.json');
      setVersion(clone, '9.8.7-beta.6');
      const rows = versionsIn(clone);
      expect(rows.map(([place]) => place)).toEqual(versionsIn(root).map(([place]) => place));
      expect(rows.filter(([, each]) => each !== '9.8.7-beta.6')).toEqual([]);
      setVersion(clone, version);
      for (const file of files)
        expect([file, readFileSync(join(clone, file), 'utf8')]).toEqual([file, readFileSync(join(root, file), 'utf8')]);
    } finally {
      rmSync(clone, { recursive: true });
    }
  });
});

describe('a release', () => {
  test('publishes each package after those it depends on', () => {
    const manifests = readdirSync(join(root, 'packages')).map((name) => jsonOf(`packages/${name}/package.json`));
    const ordered = inOrder(manifests);
    const places = new Map(ordered.map(({ name }, place) => [name, place]));
    expect(places.size).toBe(manifests.length);
    for (const { name, dependencies, peerDependencies } of ordered)
      for (const needed of Object.keys({ ...dependencies, ...peerDependencies }))
        expect(places.get(needed) ?? -1).toBeLessThan(places.get(name)!);
    const circle = [
      { name: 'a', dependencies: { b: '1' } },
      { name: 'b', peerDependencies: { a: '1' } },
    ];
    expect(() => inOrder(circle)).toThrow('packages depend on each other in a circle');
  });

  test('gives what is unreleased a heading, and its notes are that part of the change log', () => {
    const log = '# Changelog\n\n## [Unreleased]\n\n### Fixed\n\n- one thing\n\n## [0.1.0] - 2026-01-02\n\n- first\n';
    const next = released(log, '0.2.0', '2026-11-30');
    expect(next).toBe(log.replace('## [Unreleased]\n', '## [Unreleased]\n\n## [0.2.0] - 2026-11-30\n'));
    expect(notesOf(next, '0.2.0')).toBe('### Fixed\n\n- one thing');
    expect(notesOf(next, '0.1.0')).toBe('- first');
    expect(() => released(next, '0.3.0', '2026-12-01')).toThrow('CHANGELOG.md has no change under "Unreleased"');
    expect(() => released('# Changelog\n', '0.3.0', '2026-12-01')).toThrow('no heading "## [Unreleased]"');
    expect(() => notesOf(log, '0.2.0')).toThrow('no heading "## [0.2.0] - DATE"');
  });

  test('has something to release now', () => {
    const log = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    expect(notesOf(released(log, '9.8.7', '2026-11-30'), '9.8.7')).toMatch(/^### /);
  });
});
