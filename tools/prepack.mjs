import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/**
 * Writes what a package packs beside its declarations (`prepack` of every package): the licence, and the JavaScript of its sources without
 * comments. Readers find these in the declarations and in the TypeScript that each source map carries, so a third copy would only make packages larger.
 * Generated files get no map: they are strings of base64 and bundles.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = process.cwd();
const [sources, dist] = [join(folder, 'src'), join(folder, 'dist')];
const base = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile).config.compilerOptions;
const { target, verbatimModuleSyntax } = ts.convertCompilerOptionsFromJson(base, root).options;
// Compiled alone, a file does not see the `type` of its package, which NodeNext reads.
const fixed = { target, verbatimModuleSyntax, module: ts.ModuleKind.ESNext, removeComments: true };

copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
for (const entry of readdirSync(sources, { recursive: true, encoding: 'utf8' })) {
  if (!entry.endsWith('.ts') || entry.endsWith('.d.ts')) continue;
  const [source, compiled] = [join(sources, entry), join(dist, entry.replace(/ts$/, 'js'))];
  const mapped = !entry.startsWith('generated');
  const compilerOptions = { ...fixed, sourceMap: mapped, inlineSources: mapped };
  const { outputText, sourceMapText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    fileName: basename(source),
    compilerOptions,
  });
  writeFileSync(compiled, outputText);
  if (!mapped) continue;
  const map = { ...JSON.parse(sourceMapText), sources: [relative(dirname(compiled), source)] };
  writeFileSync(`${compiled}.map`, JSON.stringify(map));
}
