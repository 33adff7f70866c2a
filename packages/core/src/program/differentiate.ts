import type { Expression } from './expression.js';
import { topologicalOrder } from './topologicalOrder.js';
import { gradientRules } from './gradientRules.js';

/**
 * The derivative of expressions with respect to expressions. For each of `wanted` it is `Σ dyᵢ · ∂outputᵢ/∂wanted`
 * (reverse mode), or `null` if no gradient flows. The result is an expression and can be differentiated again.
 */
export function differentiate(
  outputs: readonly Expression[],
  dys: readonly (Expression | null)[],
  wanted: readonly Expression[],
): readonly (Expression | null)[] {
  const gradients = new Map<Expression, Expression>();
  const accumulate = (expression: Expression, gradient: Expression): void => {
    const held = gradients.get(expression);
    gradients.set(expression, held ? held.add(gradient) : gradient);
  };
  outputs.forEach((output, i) => {
    const dy = dys[i];
    if (dy) accumulate(output, dy);
  });
  for (const expression of [...topologicalOrder(outputs)].reverse()) {
    const dy = gradients.get(expression);
    const { node } = expression;
    if (!dy || node.kind !== 'apply') continue;
    const flowing = gradientRules[node.primitive](dy, node.operands, expression);
    node.operands.forEach((operand, i) => {
      const gradient = flowing[i];
      if (gradient) accumulate(operand, gradient);
    });
  }
  return wanted.map((expression) => gradients.get(expression) ?? null);
}
