/**
 * `baseⁿ` for whole n ≥ 0 as a product of n factors. It is the same to the bit under every version of Node and after a
 * resume, unlike `base ** n`. The last product is cached: n = 1, 2, 3, … take one multiplication each.
 */
export function powersOf(base: number): (n: number) => number {
  let [last, power] = [0, 1];
  return (n) => {
    if (n < last) [last, power] = [0, 1];
    for (; last < n; last++) power *= base;
    return power;
  };
}
