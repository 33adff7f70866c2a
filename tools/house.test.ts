import { describe, expect, test } from '@jest/globals';
import type { Package, SourceFile } from './house/house.js';
import { parseSource } from './house/parse.js';
import { readHouse } from './house/read.js';
import { rules } from './house/rules.js';

const house = readHouse(new URL('../packages', import.meta.url).pathname);

describe('the house as it stands', () => {
  test.each(Object.entries(rules))('%s', (_, rule) => {
    expect(rule(house)).toEqual([]);
  });

  test('was really read', () => {
    expect(house.map(({ name }) => name)).toEqual(expect.arrayContaining(['core', 'nn', 'cli']));
    expect(house.every(({ files }) => files.length > 0)).toBe(true);
  });
});

const room = (name: string, parts: Partial<Package> = {}): Package => ({
  name,
  dependencies: [],
  peers: [],
  optionalPeers: [],
  references: [],
  files: [],
  ...parts,
});
const file = (path: string, text: string): SourceFile => parseSource(path, text);
const core = room('core');
const coreInside = (path: string, text: string) => [room('core', { files: [file(path, text)] })];

/** A made-up house for each way to break a rule; a rule without one here is a rule nobody saw refuse. */
const broken: readonly (readonly [claim: string, what: string, house: readonly Package[]])[] = [
  ['every package stands on a floor', 'a room nobody planned', [room('attic')]],
  [
    'arrows between packages point down only',
    'an upward dependency',
    [room('core', { dependencies: ['@spikegrad/nn'] })],
  ],
  ['arrows between packages point down only', 'an upward peer', [room('nn', { peers: ['@spikegrad/models'] })]],
  ['arrows between packages point down only', 'a sideways reference', [room('neurons', { references: ['online'] })]],
  [
    'arrows between packages point down only',
    'a sideways type import',
    [room('neurons', { files: [file('lif.ts', `import type { OTS } from '@spikegrad/normalization';`)] })],
  ],
  [
    'arrows between packages point down only',
    'an upward dynamic import of a subpath',
    [room('nn', { files: [file('a.ts', `await import('@spikegrad/models/vgg');`)] })],
  ],
  [
    'arrows between packages point down only',
    'a package that imports itself by name',
    [room('nn', { files: [file('a.ts', `export * from '@spikegrad/nn';`)] })],
  ],
  ['arrows between packages point down only', 'a room that is not there', [room('nn', { references: ['attic'] })]],
  [
    'packages have no cycles',
    'two rooms that need each other',
    [room('nn', { references: ['data'] }), room('data', { peers: ['@spikegrad/nn'] })],
  ],
  [
    'every package declares what it imports',
    'an undeclared package of the house',
    [core, room('nn', { files: [file('a.ts', `import { tensor } from '@spikegrad/core';`)] })],
  ],
  [
    'every package declares what it imports',
    'an undeclared package from outside',
    [room('cli', { files: [file('a.ts', `export { z } from 'zod/v4';`)] })],
  ],
  [
    'every package declares what it imports',
    'an import only known when it runs',
    [room('cli', { files: [file('a.ts', `await import(name);`)] })],
  ],
  [
    'tsconfig references follow the declared dependencies',
    'a reference without a dependency',
    [room('nn', { references: ['core'] })],
  ],
  [
    'tsconfig references follow the declared dependencies',
    'a dependency without a reference',
    [room('nn', { peers: ['@spikegrad/core'] })],
  ],
  ['core depends on nothing', 'a dependency', [room('core', { dependencies: ['zod'] })]],
  ['core depends on nothing', 'a peer that must be there', [room('core', { peers: ['fast-check'] })]],
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
      room('core', {
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
      room('core', {
        files: [file('a.ts', `import type { B } from './b.js';`), file('b.ts', `import type { A } from './a.js';`)],
      }),
    ],
  ],
  [
    'folders of a package have no import cycles',
    'a file that imports from a folder above it',
    [
      room('core', {
        files: [file('a.ts', `import { b } from './ops/b.js';`), file('ops/b.ts', `import type { C } from '../c.js';`)],
      }),
    ],
  ],
  [
    'no folder has more than 16 files',
    'a folder of 17',
    [room('core', { files: Array.from({ length: 17 }, (_, i) => file(`ops/a${i}.ts`, '')) })],
  ],
  ['index.ts only re-exports', 'a value in an index', coreInside('ops/index.ts', `export const x = 1;`)],
  ['index.ts only re-exports', 'an import in an index', coreInside('index.ts', `import './register.js';`)],
  ['nothing but the terminal of cli uses console', 'a print in core', coreInside('a.ts', `console.log(1);`)],
  [
    'nothing but the terminal of cli uses console',
    'a print beside the terminal',
    [room('cli', { files: [file('commands/a.ts', `console.log(name);`)] })],
  ],
  ['every file name is an idea', 'a drawer', coreInside('ops/utils.ts', '')],
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
      ['one function opens files for reading', what, [room('cli', { files: [file('a.ts', text)] })]] as const,
  ),
];

describe('the house refuses', () => {
  test.each(broken)('%s: %s', (claim, _, made) => {
    expect(rules[claim]?.(made)).toHaveLength(1);
  });

  test('something under every rule', () => {
    expect(new Set(broken.map(([claim]) => claim))).toEqual(new Set(Object.keys(rules)));
  });
});

test('an arrow from cli down to core is welcome', () => {
  const cli = room('cli', { dependencies: ['@spikegrad/core'], references: ['core'] });
  expect(Object.values(rules).flatMap((rule) => rule([core, cli]))).toEqual([]);
});
