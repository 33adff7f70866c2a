import type { PrimitiveName } from './primitiveName.js';

/** A leaf of an expression: a tensor by index, a run-time number by index, or a constant. */
export type Leaf =
  | { readonly kind: 'input'; readonly place: number }
  | { readonly kind: 'scalar'; readonly place: number }
  | { readonly kind: 'constant'; readonly value: number };

/** An inner node: a primitive applied to other expressions. */
export interface Application {
  readonly kind: 'apply';
  readonly primitive: PrimitiveName;
  readonly operands: readonly Expression[];
}

/** An operand in a formula: an expression or a number. */
export type Term = Expression | number;

/**
 * An elementwise formula over tensors. Its gradient is derived by rule, and each backend compiles it.
 *
 * @example
 * const swish = elementwise('swish', ['x'], [], ({ x }) => x.mul(x.sigmoid()));
 */
export class Expression {
  readonly node: Leaf | Application;

  constructor(node: Leaf | Application) {
    this.node = node;
  }

  static of(term: Term): Expression {
    return typeof term === 'number' ? new Expression({ kind: 'constant', value: term }) : term;
  }

  add(other: Term): Expression {
    if (isNumber(other, 0)) return this;
    return isNumber(this, 0) ? Expression.of(other) : this.apply('add', other);
  }
  sub(other: Term): Expression {
    return isNumber(other, 0) ? this : this.apply('sub', other);
  }
  mul(other: Term): Expression {
    if (isNumber(other, 1)) return this;
    return isNumber(this, 1) ? Expression.of(other) : this.apply('mul', other);
  }
  div(other: Term): Expression {
    return isNumber(other, 1) ? this : this.apply('div', other);
  }
  pow(exponent: Term): Expression {
    return this.apply('pow', exponent);
  }
  maximum(other: Term): Expression {
    return this.apply('maximum', other);
  }
  minimum(other: Term): Expression {
    return this.apply('minimum', other);
  }
  equal(other: Term): Expression {
    return this.apply('equal', other);
  }
  notEqual(other: Term): Expression {
    return this.apply('notEqual', other);
  }
  less(other: Term): Expression {
    return this.apply('less', other);
  }
  lessEqual(other: Term): Expression {
    return this.apply('lessEqual', other);
  }
  greater(other: Term): Expression {
    return this.apply('greater', other);
  }
  greaterEqual(other: Term): Expression {
    return this.apply('greaterEqual', other);
  }
  neg(): Expression {
    return this.apply('neg');
  }
  abs(): Expression {
    return this.apply('abs');
  }
  sign(): Expression {
    return this.apply('sign');
  }
  exp(): Expression {
    return this.apply('exp');
  }
  log(): Expression {
    return this.apply('log');
  }
  log1p(): Expression {
    return this.apply('log1p');
  }
  sqrt(): Expression {
    return this.apply('sqrt');
  }
  tanh(): Expression {
    return this.apply('tanh');
  }
  sigmoid(): Expression {
    return this.apply('sigmoid');
  }
  erf(): Expression {
    return this.apply('erf');
  }
  relu(): Expression {
    return this.apply('relu');
  }

  /** `this ≠ 0 ? yes : no`. */
  where(yes: Term, no: Term): Expression {
    return this.apply('where', yes, no);
  }

  /** The same value without a gradient. */
  detach(): Expression {
    return this.apply('detach');
  }

  /** The same value. The gradient flows to `of`, multiplied by `slope`. A spike gets its surrogate gradient so. */
  withSlope(of: Expression, slope: Expression): Expression {
    return this.apply('withSlope', of, slope);
  }

  private apply(primitive: PrimitiveName, ...others: readonly Term[]): Expression {
    return new Expression({
      kind: 'apply',
      primitive,
      operands: [this, ...others.map((other) => Expression.of(other))],
    });
  }
}

/** A tensor by index. */
export class InputLeaf extends Expression {
  readonly place: number;

  constructor(place: number) {
    super({ kind: 'input', place });
    this.place = place;
  }
}

const isNumber = (term: Term, value: number): boolean =>
  typeof term === 'number' ? term === value : term.node.kind === 'constant' && term.node.value === value;
