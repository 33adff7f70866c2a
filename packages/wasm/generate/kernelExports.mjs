import ts from 'typescript';

const signature = 'usize, i32, i32, i32';

/** The kernels in the text of a file of `assembly`: every exported function of `(at: usize, from: i32, to: i32, thread: i32)`. */
export function kernelsIn(text) {
  const file = ts.createSourceFile('kernels.ts', text, ts.ScriptTarget.ES2022, true);
  return file.statements
    .filter(ts.isFunctionDeclaration)
    .filter(({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
    .filter(({ parameters }) => parameters.map(({ type }) => type?.getText()).join(', ') === signature)
    .map(({ name }) => name.text);
}

/** `src/generated/requiredKernels.ts`: the names of all kernels, in the order of their files. */
export const requiredKernels = (
  names,
) => `/** The kernels of \`assembly\`, found by \`npm run build\`. A thread finds the kernel of a job by its index in this list. */
export const requiredKernels = [
${names.map((name) => `  '${name}',\n`).join('')}] as const;
`;

/** The lines that export the kernels of a file of `assembly` from its `index.ts`. */
export const exportsOf = (path, names) =>
  names.length === 0 ? '' : `export { ${names.join(', ')} } from './${path.replace(/\.ts$/, '')}';\n`;
