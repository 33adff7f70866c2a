/** `2/√π · ∫₀ˣ e^(−t²) dt` to double precision: a power series near 0, a continued fraction for the tail. */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 2.5) return series(x);
  return size > 6 ? Math.sign(x) : Math.sign(x) * (1 - tail(size));
}

/** `2/√π e^(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!`, all terms of one sign. */
function series(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

/** `erfc(x) = e^(−x²)/√π · 1/(x + ½/(x + 1/(x + 3/2/(x + …))))`. */
function tail(x: number): number {
  let fraction = x;
  for (let level = 60; level > 0; level--) fraction = x + level / 2 / fraction;
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction;
}
