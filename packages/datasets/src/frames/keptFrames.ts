import { readFooter, sumOfFile, type Footer } from './footer.js';

/** The expected content of a file of frames. */
export interface Wanted extends Pick<Footer, 'settings' | 'sources'> {
  readonly path: string;
  /** Bytes of all frames. */
  readonly bytes: number;
  /** Number of samples. */
  readonly count: number;
}

/** The state of a file of frames. */
export interface KeptFrames {
  /** The labels of its samples; `null` if the file does not exist or has other content. */
  readonly labels: readonly number[] | null;
  /** What is wrong with the file; `null` if it is valid or does not exist. */
  readonly fault: string | null;
}

const other = (fault: string | null): KeptFrames => ({ labels: null, fault });

/** Checks a file of frames. Its checksum covers frames and labels. */
export async function keptFrames({ path, settings, sources, bytes, count }: Wanted): Promise<KeptFrames> {
  const found = await readFooter(path);
  if (found === null) return other(null);
  if (found === 'damaged') return other('is damaged');
  const { footer } = found;
  if (footer.settings !== settings || footer.sources !== sources) return other('was made from other recordings');
  if (found.bytes !== bytes || footer.labels.length !== count) return other('is damaged');
  if ((await sumOfFile(path, bytes, footer)) !== footer.sum)
    return other('has a wrong checksum: it is damaged or from an older version');
  return { labels: footer.labels, fault: null };
}
