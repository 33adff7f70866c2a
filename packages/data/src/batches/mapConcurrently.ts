/** The results of `count` jobs in their order, at most `atOnce` of them under way. The first that fails ends all. */
export async function mapConcurrently<Result>(
  count: number,
  atOnce: number,
  job: (i: number) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(count);
  let next = 0;
  const work = async (): Promise<void> => {
    try {
      while (next < count) {
        const i = next++;
        results[i] = await job(i);
      }
    } finally {
      next = count; // all are begun, or one has failed and the others are in vain
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
  return results;
}
