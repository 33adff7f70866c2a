import ts from 'typescript';

/** One row of a table with the columns "Spikegrad" and "package". */
export interface Row {
  /** The line in its file, from 1. */
  readonly line: number;
  /** The expressions of the first column. */
  readonly expressions: readonly string[];
  /** The packages that they are from, without the scope. */
  readonly packages: readonly string[];
}

const cellsOf = (line: string): readonly string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

/** The rows of every table of a Markdown text that has both columns. */
export function rowsOf(markdown: string): readonly Row[] {
  const rows: Row[] = [];
  let columns: readonly [name: number, packages: number] | null = null;
  markdown.split('\n').forEach((text, i) => {
    const cells = cellsOf(text);
    if (cells.length === 0) columns = null;
    else if (cells.includes('Spikegrad') && cells.includes('package'))
      columns = [cells.indexOf('Spikegrad'), cells.indexOf('package')];
    else if (columns && !/^:?-+:?$/.test(cells[0]!)) {
      const expressions = [...cells[columns[0]]!.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
      rows.push({ line: i + 1, expressions, packages: cells[columns[1]]!.split(', ') });
    }
  });
  return rows;
}

/** What the expressions may use beside the names of packages. */
const variables = {
  ...{ x: 'Tensor', frames: 'Tensor', loss: 'Tensor', label: 'Tensor', random: 'Random', backend: 'Backend' },
  ...{ model: 'Module', optimizer: 'Optimizer', dataset: 'ImageDataset', file: 'Uint8Array' },
};

const prelude = `import type { Backend, Random, Tensor } from '@spikegrad/core';
import type { ImageDataset } from '@spikegrad/data';
import type { Module, Optimizer } from '@spikegrad/nn';
${Object.entries(variables)
  .map(([name, type]) => `declare const ${name}: ${type};`)
  .join('\n')}`;

/**
 * A module that compiles if every name of the rows exists in the packages of its row and every expression has the right types. A row has the
 * line that it has in its table.
 */
export function programOf(rows: readonly Row[]): string {
  const packages = [...new Set(rows.flatMap((row) => row.packages))];
  const imports = packages.map((name) => `import * as $${name} from '@spikegrad/${name}';`);
  const lines = [[...imports, prelude].join('\n').replaceAll('\n', ' ')];
  for (const { line, expressions, packages: own } of rows) {
    const names = new Set(expressions.flatMap(freeNames));
    const all = own.map((name) => `...$${name}`).join(', ');
    const uses = expressions.map((code) => `void (${code});`).join(' ');
    lines[line - 1] = `{ const { ${[...names].join(', ')} } = { ${all} }; ${uses} }`;
  }
  return Array.from(lines, (line) => line ?? '').join('\n');
}

/** The names that an expression takes from elsewhere: no members, keys, parameters, types or variables of the prelude. */
function freeNames(code: string): readonly string[] {
  const used: string[] = [];
  const declared = new Set([...Object.keys(variables), 'undefined']);
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node)) return;
    if (ts.isParameter(node) || ts.isBindingElement(node)) collect(node.name, declared);
    else if (ts.isPropertyAccessExpression(node)) return visit(node.expression);
    else if (ts.isPropertyAssignment(node)) return visit(node.initializer);
    else if (ts.isIdentifier(node)) used.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('expression.ts', `(${code});`, ts.ScriptTarget.ES2022, true));
  return used.filter((name) => !declared.has(name));
}

function collect(name: ts.BindingName, declared: Set<string>): void {
  if (ts.isIdentifier(name)) declared.add(name.text);
}
