/** One TypeScript block of a Markdown file. */
export interface Block {
  /** The line of its first line of code, from 1. */
  readonly line: number;
  readonly code: string;
  /** Type-checked only; its first line says why. */
  readonly noRun: boolean;
}

/** Spellings that would let code slip past unchecked. */
const otherSpellings: readonly string[] = ['typescript', 'tsx', 'mts', 'js', 'javascript', 'mjs', 'jsx'];

const fence = /^(?<indent>\s*)(?<marks>`{3,}|~{3,})\s*(?<language>[^\s`]*)\s*(?<info>[^`]*)$/;

function check(where: string, language: string, info: string, code: string): void {
  if (otherSpellings.includes(language.toLowerCase()))
    throw new Error(`${where} expected a block marked ts but received ${language}`);
  if (language !== 'ts') return;
  if (info !== '' && info !== 'no-run') throw new Error(`${where} expected ts or ts no-run but received ts ${info}`);
  if (info === 'no-run' && !code.startsWith('// '))
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
    if (language === 'ts') blocks.push({ line: start + 2, code, noRun: info.trim() === 'no-run' });
    start += length + 1;
  }
  return blocks;
}
