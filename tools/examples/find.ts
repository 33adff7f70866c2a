import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { blocksOf } from './blocks.js';
import { programOf, rowsOf } from './table.js';

/** One module to compile and, unless it says otherwise, to run. */
export interface Example {
  /** Its position in the documents: `README.md:12`, `docs/examples/01-tensors.ts`. */
  readonly name: string;
  /** Its file in the compiled program, without extension; blocks with file names share the folder of their document. */
  readonly module: string;
  readonly code: string;
  readonly noRun: boolean;
  /** A numbered example must print something; a block need not. */
  readonly mustPrint: boolean;
  /** All that it prints, where the document shows it. */
  readonly output?: string;
}

const numbered = /^\d\d-[a-z0-9]+(-[a-z0-9]+)*\.ts$/;
const generated: readonly string[] = ['api', '.generated'];

function markdownFiles(root: string): readonly string[] {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md') && !generated.includes(path.split(/[\\/]/)[0] ?? ''))
    .map((path) => `docs/${path.replaceAll('\\', '/')}`);
  return ['README.md', 'CONTRIBUTING.md', ...packages, ...docs].filter((path) => existsSync(join(root, path)));
}

function blockExamples(root: string, path: string): readonly Example[] {
  const place = path.replace(/\.md$/, '').replaceAll('/', '-');
  return blocksOf(path, readFileSync(join(root, path), 'utf8')).map(({ line, code, noRun, file, output }) => ({
    name: `${path}:${line}`,
    module: file ? `${place}/${file}` : `${place}-${line}`,
    // The blank lines give a compiler error the line that the block has in its Markdown file.
    code: '\n'.repeat(line - 1) + code,
    noRun,
    mustPrint: false,
    ...(output !== undefined && { output }),
  }));
}

/** The names and expressions of tables that translate other libraries, to be type-checked. */
function tableExamples(root: string, path: string): readonly Example[] {
  const rows = rowsOf(readFileSync(join(root, path), 'utf8'));
  if (rows.length === 0) return [];
  const module = `${path.replace(/\.md$/, '').replaceAll('/', '-')}-table`;
  return [{ name: `${path}, its tables`, module, code: programOf(rows), noRun: true, mustPrint: false }];
}

function numberedExamples(root: string): readonly Example[] {
  const folder = join(root, 'docs/examples');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      if (!numbered.test(file)) throw new Error(`[docs/examples] expected NN-name.ts but received ${file}`);
      const code = readFileSync(join(folder, file), 'utf8');
      return {
        name: `docs/examples/${file}`,
        module: `example-${file.slice(0, -3)}`,
        code,
        noRun: false,
        mustPrint: true,
      };
    });
}

/** All code that the documents show. */
export function findExamples(root: string): readonly Example[] {
  return [
    ...markdownFiles(root).flatMap((path) => [...blockExamples(root, path), ...tableExamples(root, path)]),
    ...numberedExamples(root),
  ];
}
