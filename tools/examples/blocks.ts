/** One TypeScript block of a Markdown file. */
export interface Block {
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** Type-checked only; its first line says why. */
  readonly noRun: boolean;
  /** The name under which the reader saves the block, without extension; other named blocks of the document import it. */
  readonly file?: string;
  /** What it prints, if a block `text output` behind it says so. */
  readonly output?: string;
}

/** Spellings of blocks that would not be checked. */
const otherSpellings: readonly string[] = ['typescript', 'tsx', 'mts', 'js', 'javascript', 'mjs', 'jsx'];

/** What may stand behind `ts`: `no-run`, and in brackets the file as which the reader saves the block. */
const tsInfo = /^(?<noRun>no-run)?\s*(?:\[(?<file>[\w-]+(?:\.config)?)\.js\])?$/;

const fence = /^(?<indent>\s*)(?<marks>`{3,}|~{3,})\s*(?<language>[^\s`]*)\s*(?<info>[^`]*)$/;

function check(where: string, language: string, info: string, code: string): void {
  if (otherSpellings.includes(language.toLowerCase()))
    throw new Error(`${where} expected a block marked ts but received ${language}`);
  if (language !== 'ts') return;
  const { noRun } = tsInfo.exec(info)?.groups ?? {};
  if (!tsInfo.test(info)) throw new Error(`${where} expected ts, ts no-run or ts [name.js] but received ts ${info}`);
  if (noRun && !code.startsWith('// '))
    throw new Error(`${where} expected a no-run block to begin with a comment that says why it does not run`);
}

/** Every `ts` block of a Markdown text, in order; `path` is for the errors. */
export function blocksOf(path: string, markdown: string): readonly Block[] {
  const lines = markdown.split('\n');
  const blocks: Block[] = [];
  for (let start = 0; start < lines.length; start++) {
    const { indent = '', marks = '', language = '', info = '' } = fence.exec(lines[start] ?? '')?.groups ?? {};
    if (marks === '') continue;
    const closes = (line: string) => line.trim().startsWith(marks) && /^(`+|~+)$/.test(line.trim());
    const length = lines.slice(start + 1).findIndex(closes);
    const where = `[${path}:${start + 1}]`;
    if (length < 0) throw new Error(`${where} expected a closing ${marks} but received the end of the file`);
    const code = lines
      .slice(start + 1, start + 1 + length)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
      .join('\n');
    check(where, language, info.trim(), code);
    if (language === 'ts') {
      const { noRun, file } = tsInfo.exec(info.trim())!.groups!;
      blocks.push({ line: start + 2, code, noRun: noRun !== undefined, ...(file && { file }) });
    }
    if (language === 'text' && info.trim() === 'output') {
      const last = blocks.pop();
      if (!last || last.noRun) throw new Error(`${where} expected a ts block that runs before its output`);
      blocks.push({ ...last, output: code });
    }
    start += length + 1;
  }
  return blocks;
}
