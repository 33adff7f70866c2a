/** The quickest of PyTorch's two layouts, as installed or with kept memory. */
export const fastestPeer = (runs, size, threads, width = 1) =>
  runs
    .filter((run) => run.name.startsWith('PyTorch') && run.size === size && run.threads === threads)
    .filter((run) => (run.width ?? 1) === width)
    .sort((a, b) => a.seconds.median - b.seconds.median)[0] ?? null;
