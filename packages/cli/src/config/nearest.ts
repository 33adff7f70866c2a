/** Insertions, deletions and replacements of single characters from `a` to `b`. @see Levenshtein (1966) */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** The name that was most likely meant, upper and lower case being one. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const away = (name: string): number => distance(given.toLowerCase(), name.toLowerCase());
  return [...names].sort((a, b) => away(a) - away(b))[0];
}
