import type { Expression } from './expression.js';

/** The operands of an expression. */
export const operandsOf = ({ node }: Expression): readonly Expression[] => (node.kind === 'apply' ? node.operands : []);

/**
 * Every expression that outputs depend on, in topological order. It keeps its own stack, because a long formula would
 * overflow the call stack.
 *
 * @param under the operands to follow. @defaultValue all
 */
export function topologicalOrder(
  outputs: readonly Expression[],
  under: (expression: Expression) => readonly Expression[] = operandsOf,
): ReadonlySet<Expression> {
  const done = new Set<Expression>();
  const open = [...outputs].reverse();
  while (open.length > 0) {
    const expression = open.at(-1)!;
    const missing = done.has(expression) ? [] : under(expression).filter((operand) => !done.has(operand));
    if (missing.length === 0) {
      done.add(expression);
      open.pop();
    } else open.push(...missing.reverse());
  }
  return done;
}
