/** A claim about a backend, for any test runner and any page; `run` rejects where it is false. */
export interface Claim {
  readonly name: string;
  run(): Promise<void>;
}

/** Rejects with what was wrong. */
export function hold(condition: boolean, otherwise: () => string): void {
  if (!condition) throw new Error(otherwise());
}

/** Numbers agree to `tolerance` of the largest entry, or of `least` where all are smaller. */
export function near(
  name: string,
  received: ArrayLike<number>,
  expected: ArrayLike<number>,
  tolerance: number,
  least = 1e-3,
): void {
  hold(received.length === expected.length, () => `${name}: ${received.length} values for ${expected.length}`);
  let scale = least;
  for (let i = 0; i < expected.length; i++) scale = Math.max(scale, Math.abs(expected[i]!));
  for (let i = 0; i < expected.length; i++) {
    const isNear = received[i] === expected[i] || Math.abs(received[i]! - expected[i]!) <= tolerance * scale;
    hold(isNear, () => `${name}[${i}]: ${received[i]} for ${expected[i]}`);
  }
}
