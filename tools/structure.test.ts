import { describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Package, SourceFile } from './structure/package.js';
import { parseSource } from './structure/parse.js';
import { readPackages } from './structure/read.js';
import { rules } from './structure/rules.js';

const packages = readPackages(fileURLToPath(new URL('../packages', import.meta.url)));

describe('the packages of this repository', () => {
  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(packages)).toEqual([]);
  });

  test('are really read', () => {
    expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['core', 'nn', 'cli']));
    expect(packages.every(({ files }) => files.length > 0)).toBe(true);
  });
});

const packageNamed = (name: string, parts: Partial<Package> = {}): Package => ({
  name,
  dependencies: [],
  peers: [],
  optionalPeers: [],
  references: [],
  files: [],
  ...parts,
});
const file = (path: string, text: string): SourceFile => parseSource(path, text);
const core = packageNamed('core');
const coreInside = (path: string, text: string) => [packageNamed('core', { files: [file(path, text)] })];

/** Invented packages for each way to break a rule. Every rule must have one that breaks it. */
const broken: readonly (readonly [claim: string, what: string, packages: readonly Package[]])[] = [
  ['every package has a level', 'a package without a level', [packageNamed('other')]],
  [
    'imports between packages point down only',
    'an upward dependency',
    [packageNamed('core', { dependencies: ['@spikegrad/nn'] })],
  ],
  [
    'imports between packages point down only',
    'an upward peer',
    [packageNamed('nn', { peers: ['@spikegrad/models'] })],
  ],
  [
    'imports between packages point down only',
    'a sideways reference',
    [packageNamed('neurons', { references: ['online'] })],
  ],
  [
    'imports between packages point down only',
    'a sideways type import',
    [packageNamed('neurons', { files: [file('lif.ts', `import type { OTS } from '@spikegrad/normalization';`)] })],
  ],
  [
    'imports between packages point down only',
    'an upward dynamic import of a subpath',
    [packageNamed('nn', { files: [file('a.ts', `await import('@spikegrad/models/vgg');`)] })],
  ],
  [
    'imports between packages point down only',
    'a package that imports itself by name',
    [packageNamed('nn', { files: [file('a.ts', `export * from '@spikegrad/nn';`)] })],
  ],
  [
    'imports between packages point down only',
    'a package that does not exist',
    [packageNamed('nn', { references: ['other'] })],
  ],
  [
    'packages have no cycles',
    'two packages that depend on each other',
    [packageNamed('nn', { references: ['data'] }), packageNamed('data', { peers: ['@spikegrad/nn'] })],
  ],
  [
    'every package declares what it imports',
    'an undeclared package of this repository',
    [core, packageNamed('nn', { files: [file('a.ts', `import { tensor } from '@spikegrad/core';`)] })],
  ],
  [
    'every package declares what it imports',
    'an undeclared package from outside',
    [packageNamed('cli', { files: [file('a.ts', `export { z } from 'zod/v4';`)] })],
  ],
  [
    'every package declares what it imports',
    'an import only known when it runs',
    [packageNamed('cli', { files: [file('a.ts', `await import(name);`)] })],
  ],
  [
    'tsconfig references follow the declared dependencies',
    'a reference without a dependency',
    [packageNamed('nn', { references: ['core'] })],
  ],
  [
    'tsconfig references follow the declared dependencies',
    'a dependency without a reference',
    [packageNamed('nn', { peers: ['@spikegrad/core'] })],
  ],
  ['core depends on nothing', 'a dependency', [packageNamed('core', { dependencies: ['zod'] })]],
  ['core depends on nothing', 'a peer that must be there', [packageNamed('core', { peers: ['fast-check'] })]],
  ['core depends on nothing', 'an optional peer', coreInside('testing/a.ts', `import fc from 'fast-check';`)],
  [
    'core depends on nothing',
    'a way to an optional peer',
    coreInside('testing/index.ts', `export { arbitraries } from './arbitraries.js';`),
  ],
  ['core depends on nothing', 'a Node module', coreInside('a.ts', `import { join } from 'node:path';`)],
  [
    'relative imports stay inside their package',
    'a way out through the folders',
    coreInside('ops/a.ts', `import { x } from '../../../nn/src/x.js';`),
  ],
  ['relative imports stay inside their package', 'an absolute path', coreInside('a.ts', `import '/etc/x.js';`)],
  [
    'files have no import cycles, types included',
    'three files in a ring',
    [
      packageNamed('core', {
        files: [
          file('a.ts', `import { b } from './ops/b.js';`),
          file('ops/b.ts', `export { c } from './c.js';`),
          file('ops/c.ts', `import { a } from '../a.js';`),
        ],
      }),
    ],
  ],
  [
    'files have no import cycles, types included',
    'two files that need types of each other',
    [
      packageNamed('core', {
        files: [file('a.ts', `import type { B } from './b.js';`), file('b.ts', `import type { A } from './a.js';`)],
      }),
    ],
  ],
  [
    'folders of a package have no import cycles',
    'a file that imports from a folder above it',
    [
      packageNamed('core', {
        files: [file('a.ts', `import { b } from './ops/b.js';`), file('ops/b.ts', `import type { C } from '../c.js';`)],
      }),
    ],
  ],
  [
    'no folder has more than 16 files',
    'a folder of 17',
    [packageNamed('core', { files: Array.from({ length: 17 }, (_, i) => file(`ops/a${i}.ts`, '')) })],
  ],
  ['index.ts only re-exports', 'a value in an index', coreInside('ops/index.ts', `export const x = 1;`)],
  ['index.ts only re-exports', 'an import in an index', coreInside('index.ts', `import './register.js';`)],
  ['nothing but the terminal of cli uses console', 'a print in core', coreInside('a.ts', `console.log(1);`)],
  [
    'nothing but the terminal of cli uses console',
    'a print beside the terminal',
    [packageNamed('cli', { files: [file('commands/a.ts', `console.log(name);`)] })],
  ],
  ['every file name is an idea', 'a name without an idea', coreInside('ops/utils.ts', '')],
  ...(
    [
      ['a function', `export const letGo = (x) => x;`],
      ['a field', `export interface Options { readonly mostRatio: number }`],
      ['a method', `export class Rule { learnWhole() {} }`],
    ] as const
  ).map(
    ([what, text]) =>
      ['exported names and file names use the words of the field', what, coreInside('a.ts', text)] as const,
  ),
  ['exported names and file names use the words of the field', 'a file', coreInside('ops/onlineLesson.ts', '')],
  ['no file passes 300 lines', 'a long file', coreInside('a.ts', 'x;\n'.repeat(301))],
  ...(
    [
      ['a file that is read', `import { readFile as read } from 'node:fs/promises';`],
      ['a file that is opened late', `const { open } = await import('node:fs/promises');`],
      ['the whole module', `import * as fs from 'fs';`],
      ['the whole module, late', `const fs = await import('node:fs');`],
      ['a stream that is passed on', `export { createReadStream } from 'node:fs';`],
    ] as const
  ).map(
    ([what, text]) =>
      ['one function opens files for reading', what, [packageNamed('cli', { files: [file('a.ts', text)] })]] as const,
  ),
];

describe('the rules refuse', () => {
  test.each(broken)('%s: %s', (claim, _, made) => {
    expect(rules[claim]?.(made)).toHaveLength(1);
  });

  test('something under every rule', () => {
    expect(new Set(broken.map(([claim]) => claim))).toEqual(new Set(Object.keys(rules)));
  });
});

test('cli may import core', () => {
  const cli = packageNamed('cli', { dependencies: ['@spikegrad/core'], references: ['core'] });
  expect(Object.values(rules).flatMap((rule) => rule([core, cli]))).toEqual([]);
});
