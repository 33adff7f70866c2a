/** The results of `count` jobs in order, with at most `atOnce` running. The first failure ends all. */
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
      next = count; // all are started, or one has failed and the others are not needed
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, count) }, work));
  return results;
}
