/** Places of the words of shared memory through which threads find their work. */
export const place = {
  /** Counts jobs; threads sleep on it. */
  sequence: 0,
  /** 1 while items may be taken. */
  open: 1,
  /** Threads that may be at a job; the first thread sleeps on it. */
  busy: 2,
  /** The next item to take. */
  next: 3,
  items: 4,
  /** What is left is divided by this to say how many items a thread takes at once. */
  parts: 5,
  /** The kernel by its index in `kernelNames`; compiled programs follow. */
  kernel: 6,
  program: 7,
  programBytes: 8,
  /** Where the job is described. */
  described: 9,
  sleeping: 10,
  /** 1 after a thread failed or ended. */
  failed: 11,
  stop: 12,
  /** Threads that have bound their kernels; the first thread sleeps on it. */
  ready: 13,
  /** 1 after a thread could not bind its kernels; bytes of the reason follow the words. */
  unbound: 14,
  reasonBytes: 15,
} as const;

export const wordBytes = 64;

/** Bytes of the reason at most. */
export const maxReason = 960;

/** Bytes that the words and the reason take. */
export const poolBytes = wordBytes + maxReason;
