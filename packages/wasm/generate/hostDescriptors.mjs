import ts from 'typescript';

/** The host's side of the classes of `assembly`: an interface and a function that writes the words of each. @param text all files of `assembly` */
export function hostDescriptors(text) {
  const file = ts.createSourceFile('descriptors.ts', text, ts.ScriptTarget.ES2022, true);
  const classes = file.statements.filter(ts.isClassDeclaration).map((each) => classOf(each, file));
  return `/** The classes of \`assembly\` for the host, made by \`npm run build\`. Numbers are words of 32 bits, addresses are uint32. */
${classes.map(interfaceOf).join('')}${classes.map(functionOf).join('')}`;
}

function classOf(node, file) {
  const commentOf = (of) => {
    const { pos, end } = ts.getLeadingCommentRanges(file.text, of.getFullStart())?.at(-1) ?? {};
    return pos === undefined ? '' : `${file.text.slice(pos, end)}\n`;
  };
  return {
    name: node.name.text,
    base: node.heritageClauses?.[0].types[0].getText() ?? null,
    comment: commentOf(node),
    fields: node.members.map((member) => ({
      name: member.name.text,
      isAddress: member.type.getText() === 'usize',
      comment: commentOf(member),
    })),
  };
}

const interfaceOf = ({ name, base, comment, fields }) => `
${comment}export interface ${name}${base ? ` extends ${base}` : ''} {
${fields.map((field) => `  ${field.comment && `${field.comment}  `}readonly ${field.name}${field.isAddress ? '?' : ''}: number;\n`).join('')}}
`;

const functionOf = ({ name, base, fields }) => {
  const own = fields.map((field) => `of.${field.name}${field.isAddress ? ' ?? 0' : ''}`);
  if (!base) return `\nexport const describe${name} = (of: ${name}): readonly number[] => [${own.join(', ')}];\n`;
  // The words of the base come from a description of their own, since to merge both takes longer than to write them.
  const given = `base: ${base}, of: Omit<${name}, keyof ${base}>`;
  const words = [`...describe${base}(base)`, ...own];
  return `\nexport const describe${name} = (${given}): readonly number[] => [${words.join(', ')}];\n`;
};
