import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * Takes the comments out of the JavaScript that is about to be packed (`prepack` of every package): readers find them in the sources
 * and editors in the declarations, so a third copy would only weigh.
 */
const folder = join(process.cwd(), 'dist');
const options = { removeComments: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!entry.endsWith('.js')) continue;
  const file = join(folder, entry);
  writeFileSync(file, ts.transpileModule(readFileSync(file, 'utf8'), { compilerOptions: options }).outputText);
}
