import ts from 'typescript';
import type { Import, SourceFile } from './package.js';

/** `import { type A }` still loads the module under verbatimModuleSyntax: only `import type` and `export type` vanish. */
function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const { importClause } = node;
    const names = importClause?.name ? '*' : namesOf(importClause?.namedBindings);
    return { specifier: node.moduleSpecifier.text, typeOnly: importClause?.isTypeOnly ?? false, names };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    const names = node.exportClause ? namesOf(node.exportClause) : '*';
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly, names };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, typeOnly: true, names: '*' };
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    const known = target !== undefined && ts.isStringLiteralLike(target);
    const specifier = known ? target.text : `an unknown module: ${target?.getText() ?? ''}`;
    return { specifier, typeOnly: false, names: destructured(node) };
  }
  return undefined;
}

/** The names in the braces of `import { a, b as c }`, as the module has them. */
function namesOf(bindings: ts.NamedImportBindings | ts.NamedExportBindings | undefined): Import['names'] {
  if (bindings === undefined) return [];
  if (!ts.isNamedImports(bindings) && !ts.isNamedExports(bindings)) return '*';
  return bindings.elements.map(({ name, propertyName }) => (propertyName ?? name).text);
}

/** The names of `const { a, b: c } = await import('…')`. */
function destructured(call: ts.CallExpression): Import['names'] {
  const declaration = ts.isAwaitExpression(call.parent) ? call.parent.parent : undefined;
  if (!declaration || !ts.isVariableDeclaration(declaration) || !ts.isObjectBindingPattern(declaration.name))
    return '*';
  const { elements } = declaration.name;
  if (elements.some(({ dotDotDotToken }) => dotDotDotToken)) return '*';
  return elements.map(({ name, propertyName }) => (propertyName ?? name).getText());
}

/** The names that an exported statement declares, and those of the members of an exported class or type. */
function exportedNames(statement: ts.Statement): readonly string[] {
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isFunctionDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  if (ts.isInterfaceDeclaration(statement) || ts.isClassDeclaration(statement))
    return [statement.name?.text ?? '', ...statement.members.flatMap(memberName)];
  if (!ts.isTypeAliasDeclaration(statement)) return [];
  const { name, type } = statement;
  return [name.text, ...(ts.isTypeLiteralNode(type) ? type.members.flatMap(memberName) : [])];
}

function memberName(member: ts.ClassElement | ts.TypeElement): readonly string[] {
  const isPrivate = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Private) !== 0;
  return !isPrivate && member.name && ts.isIdentifier(member.name) ? [member.name.text] : [];
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
    exported: source.statements.flatMap(exportedNames),
    onlyReexports: source.statements.every(isReexport),
    usesConsole,
  };
}
