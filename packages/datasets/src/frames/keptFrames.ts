import { readFooter, sumOfFile, type Footer } from './footer.js';

/** A file of frames as it should be. */
export interface Wanted extends Pick<Footer, 'settings' | 'sources'> {
  readonly path: string;
  /** Bytes of all frames. */
  readonly bytes: number;
  /** How many samples. */
  readonly count: number;
}

/** What lies in the place of a file of frames. */
export interface KeptFrames {
  /** The labels of its samples, `null` if the file is not there or another one. */
  readonly labels: readonly number[] | null;
  /** What is wrong with the file, `null` for nothing or no file. */
  readonly fault: string | null;
}

const other = (fault: string | null): KeptFrames => ({ labels: null, fault });

/** Looks at a file of frames. Its sum covers all that is taken from it, frames and labels. */
export async function keptFrames({ path, settings, sources, bytes, count }: Wanted): Promise<KeptFrames> {
  const found = await readFooter(path);
  if (found === null) return other(null);
  if (found === 'damaged') return other('is damaged');
  const { footer } = found;
  if (footer.settings !== settings || footer.sources !== sources) return other('is of recordings that have changed');
  if (found.bytes !== bytes || footer.labels.length !== count) return other('is damaged');
  if ((await sumOfFile(path, bytes, footer)) !== footer.sum)
    return other('is damaged or of an older version, by its sum');
  return { labels: footer.labels, fault: null };
}
