/** The run of PyTorch with the shortest median step, of both memory layouts and both settings of its allocator; `null` without PyTorch. */
export const fastestPeer = (runs, size, threads, width = 1) =>
  runs
    .filter((run) => run.name.startsWith('PyTorch') && run.size === size && run.threads === threads)
    .filter((run) => (run.width ?? 1) === width)
    .sort((a, b) => a.seconds.median - b.seconds.median)[0] ?? null;
