import ts from 'typescript';
import type { Import, SourceFile } from './house.js';

/** `import { type A }` still loads the module under verbatimModuleSyntax: only `import type` and `export type` vanish. */
function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.importClause?.isTypeOnly ?? false };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier))
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, typeOnly: true };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    const known = target !== undefined && ts.isStringLiteralLike(target);
    return { specifier: known ? target.text : `an unknown module: ${target?.getText() ?? ''}`, typeOnly: false };
  }
  return undefined;
}

function isReexport(node: ts.Statement): boolean {
  if (!ts.isExportDeclaration(node)) return false;
  const empty = node.exportClause && ts.isNamedExports(node.exportClause) && node.exportClause.elements.length === 0;
  return node.moduleSpecifier !== undefined || empty === true;
}

/** Reads the facts of one source file out of its text. */
export function parseSource(path: string, text: string): SourceFile {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  const imports: Import[] = [];
  let usesConsole = false;
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found) imports.push(found);
    if (ts.isIdentifier(node) && node.text === 'console') usesConsole = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return {
    path,
    lines: text.trimEnd().split('\n').length,
    imports,
    onlyReexports: source.statements.every(isReexport),
    usesConsole,
  };
}
