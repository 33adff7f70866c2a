/** For `catch`: `null` for work that ended because `signal` stopped it; throws every other error. */
export const unlessStopped =
  (signal: AbortSignal) =>
  (error: unknown): null => {
    if (signal.aborted && error === signal.reason) return null;
    throw error;
  };
