/**
 * Results in the order of their jobs. `ahead` of them are started before they are requested. A failed job throws when
 * its result is requested.
 */
export async function* inJobOrder<Job, Result>(
  jobs: Iterable<Job>,
  ahead: number,
  begin: (job: Job) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const rest = jobs[Symbol.iterator]();
  const begun: Promise<Result>[] = [];
  const fill = (): void => {
    while (begun.length < ahead) {
      const next = rest.next();
      if (next.done) return;
      const result = begin(next.value);
      result.catch(() => undefined); // avoids an unhandled rejection if the result is never requested
      begun.push(result);
    }
  };
  try {
    fill();
    for (let next = begun.shift(); next; next = begun.shift()) {
      const result = await next;
      fill(); // while the consumer uses this one
      yield result;
    }
  } finally {
    rest.return?.();
  }
}
