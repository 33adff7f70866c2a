import ts from 'typescript';

/**
 * `shared.h`: what the host and the kernels agree on, from the sources of `@spikegrad/wasm`. Each constant of `src/kernels/constants.ts` is a macro,
 * each name of `src/kernels/operations.ts` a constant, each class of `assembly` a structure of words; one that is extended comes before.
 */
export function sharedHeader(constants, operations, ...assembly) {
  const structures = new Map();
  for (const node of assembly.flatMap((text) => [...parsed(text)]).filter(ts.isClassDeclaration)) {
    const base = structures.get(node.heritageClauses?.[0].types[0].getText()) ?? '';
    const own = node.members.map((member) => `  ${typeOf(member)} ${member.name.text};\n`);
    structures.set(node.name.text, base + own.join(''));
  }
  return `#pragma once
#include <stdint.h>

typedef uint32_t Address;
${parsed(constants).filter(ts.isVariableStatement).map(macroOf).join('')}

enum {
${namesIn(operations)
  .map((name) => `  OPERATION_${upper(name)},\n`)
  .join('')}};

${[...structures].map(([name, fields]) => `typedef struct {\n${fields}} ${name};\n`).join('\n')}`;
}

const parsed = (text) => ts.createSourceFile('text.ts', text, ts.ScriptTarget.ES2022, true).statements;

const typeOf = (member) => (member.type.getText() === 'usize' ? 'Address' : 'int32_t');

/** Every text of a source, in order. */
function namesIn(text) {
  const names = [];
  const visit = (node) => {
    if (ts.isStringLiteral(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  parsed(text).forEach((statement) => visit(statement));
  return names;
}

const upper = (text) => text.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();

function macroOf({ declarationList }) {
  const [{ name, initializer }] = declarationList.declarations;
  return `#define ${upper(name.text)} (${upper(initializer.getText())})\n`;
}
