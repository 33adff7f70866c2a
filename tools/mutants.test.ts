import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { draw } from './mutants/draw.mjs';
import { listMutants, mutated, type Mutant } from './mutants/list.mjs';
import { readReasons, summary } from './mutants/report.mjs';

const source = `export const within = (x: number, y: number): boolean => !(x < 2 && y < 2);
export function sign(x: number): string {
  return x < 0 ? '-' : '';
}
`;

let root: string;
let mutants: readonly Mutant[];

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'mutants-'));
  mkdirSync(join(root, 'packages/nn/src'), { recursive: true });
  mkdirSync(join(root, 'tools/mutants'), { recursive: true });
  writeFileSync(join(root, 'packages/nn/src/toy.ts'), source);
  mutants = await listMutants(root, ['nn']);
});

afterEach(() => rmSync(root, { recursive: true }));

const of = (mutator: string, original: string): Mutant =>
  mutants.find((mutant) => mutant.mutator === mutator && mutant.original === original)!;

describe('a mutant', () => {
  test('is an expression that keeps its place', () => {
    expect(mutated(source, of('BooleanLiteral', '!(x < 2 && y < 2)'))).toContain('boolean => (x < 2 && y < 2);');
    expect(mutated(source, of('LogicalOperator', 'x < 2 && y < 2'))).toContain('!((x < 2 || y < 2))');
  });

  test('or a block, which stays one', () => {
    const block = mutants.find(({ mutator }) => mutator === 'BlockStatement')!;
    expect(mutated(source, block)).toBe(`${source.split('\n')[0]}\nexport function sign(x: number): string {}\n`);
  });

  test('has a name of its own, which does not tell the line number', () => {
    const names = mutants.map(({ location: _, ...name }) => JSON.stringify(name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.join()).not.toMatch(/"line":\d/);
  });
});

describe('a draw', () => {
  test('depends on the seed, and not on the order of the mutants', () => {
    expect(draw([...mutants].reverse(), 5, 1)).toEqual(draw(mutants, 5, 1));
    expect(draw(mutants, 5, 2)).not.toEqual(draw(mutants, 5, 1));
    expect(draw(mutants, 5, 1)).toHaveLength(5);
  });

  test('of more begins with that of fewer', () => {
    expect(draw(mutants, 9, 1).slice(0, 5)).toEqual(draw(mutants, 5, 1));
  });
});

describe('reasons', () => {
  const reasonFor = (mutant: Mutant, reason: object): void => {
    const { file, line, mutator, original, replacement } = mutant;
    writeFileSync(
      join(root, 'tools/mutants/survivors.json'),
      JSON.stringify([{ file, line, mutator, original, replacement, ...reason }]),
    );
  };

  test('move a survivor that is equivalent out of the share that survives', async () => {
    const [first, second, third, fourth] = mutants as [Mutant, Mutant, Mutant, Mutant];
    reasonFor(first, { equivalent: 'it is the same' });
    const reasons = await readReasons(root, mutants, ['nn']);
    const results = [
      { ...first, result: 'survived' },
      { ...second, result: 'not covered' },
      { ...third, result: 'killed' },
      { ...fourth, result: 'timeout' },
    ];
    expect(summary(results, reasons).share).toBe(1 / 4);
    expect(summary(results, reasons).text).toContain(
      '4 mutants: 2 killed (1 by the time limit), 1 equivalent, 1 survive: 25.0 %',
    );
    expect(summary(results, new Map()).share).toBe(1 / 2);
  });

  test('that no mutant has fail, and so is one that a test refutes', async () => {
    const [first] = mutants as [Mutant];
    reasonFor({ ...first, line: 'return 7;' }, { equivalent: 'it is the same' });
    await expect(readReasons(root, mutants, ['nn'])).rejects.toThrow('return 7;');
    reasonFor(first, { equivalent: 'it is the same' });
    const reasons = await readReasons(root, mutants, ['nn']);
    expect(() => summary([{ ...first, result: 'killed' }], reasons)).toThrow('toy.ts:1');
  });
});
