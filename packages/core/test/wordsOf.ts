/** The expected message of a failing call, and the call. */
export type Refusal = readonly [words: string, call: () => unknown];

/** The message of a failing call: `ShapeError: [matmul] expected [m, k] and [k, n] but received [1, 2] and [3, 2]`. */
export async function wordsOf(call: () => unknown): Promise<string> {
  try {
    await call();
  } catch (error) {
    return String(error);
  }
  return 'no error';
}
