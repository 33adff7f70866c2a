import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';

/** The packages whose tests are measured. */
export const packages = ['core', 'nn', 'neurons', 'normalization', 'online'];

export const packageOf = (file) => file.split('/')[1];

/** A suite of tests that is published for other backends: a mutant of a test says nothing about the tests. */
const suites = 'packages/core/src/testing/contract/';

const silent = { isDebugEnabled: () => false, debug: () => {}, info: () => {} };

/** Stryker's default mutators: none left out. */
const options = { plugins: null, excludedMutations: [], ignorers: [] };

/** Sources with all mutants, or those in the given ranges, behind switches that record what runs. */
export function instrument(files) {
  return new Instrumenter(silent).instrument(files, options);
}

async function sourcesOf(root, name) {
  const folder = join('packages', name, 'src');
  const entries = await readdir(join(root, folder), { recursive: true });
  return entries
    .filter((entry) => entry.endsWith('.ts'))
    .map((entry) => join(folder, entry).replaceAll(sep, '/'))
    .filter((file) => !file.startsWith(suites))
    .sort();
}

/**
 * A mutant's name says where it is in words and not in line numbers: its file, the line it begins in, what it replaces, and which of its
 * equals it is. So its reason and its place in the draw stay valid when the file changes elsewhere.
 */
function named(mutant, lines, seen) {
  const { fileName, location, mutatorName, replacement } = mutant;
  const original = textAt(lines, location);
  const line = lines[location.start.line].trim();
  const words = [fileName, line, mutatorName, original, replacement].join('\n');
  const count = seen.get(words) ?? 0;
  seen.set(words, count + 1);
  return { file: fileName, line, mutator: mutatorName, original, replacement, count, location };
}

function textAt(lines, { start, end }) {
  if (start.line === end.line) return lines[start.line].slice(start.column, end.column);
  const between = lines.slice(start.line + 1, end.line);
  return [lines[start.line].slice(start.column), ...between, lines[end.line].slice(0, end.column)].join('\n');
}

/**
 * A mutant of a source.
 *
 * @typedef {object} Mutant
 * @property {string} file - from the root of the repository
 * @property {string} line - the text of the line in which it begins
 * @property {string} mutator - Stryker's name of the kind of change
 * @property {string} original - what it replaces
 * @property {string} replacement - what it puts there
 * @property {number} count - how many with the same text come before it in the file
 * @property {{ start: { line: number, column: number }, end: { line: number, column: number } }} location - from 0
 */

/**
 * All mutants of the packages' sources.
 *
 * @param {string} root - the repository
 * @param {readonly string[]} names - of packages
 * @returns {Promise<Mutant[]>}
 */
export async function listMutants(root, names) {
  const files = (await Promise.all(names.map((name) => sourcesOf(root, name)))).flat();
  const listed = [];
  for (const name of files) {
    const content = await readFile(join(root, name), 'utf8');
    const { mutants } = await instrument([{ name, mutate: true, content }]);
    const [lines, seen] = [content.split('\n'), new Map()];
    listed.push(...mutants.map((mutant) => named(mutant, lines, seen)));
  }
  return listed;
}

/** These are put in as they are; any other mutant is an expression, which keeps its place in parentheses. */
const isStatement = ({ mutator, replacement }) =>
  mutator === 'BlockStatement' || /^(case\b|default:)/.test(replacement);

/**
 * The source with the mutant in it.
 *
 * @param {string} source
 * @param {Mutant} mutant
 */
export function mutated(source, mutant) {
  const { start, end } = mutant.location;
  const lines = source.split('\n');
  const replacement = isStatement(mutant) ? mutant.replacement : `(${mutant.replacement})`;
  const before = [...lines.slice(0, start.line), lines[start.line].slice(0, start.column)].join('\n');
  const after = [lines[end.line].slice(end.column), ...lines.slice(end.line + 1)].join('\n');
  return before + replacement + after;
}
