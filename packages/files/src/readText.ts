import { readRegular } from '@spikegrad/data';

/** Limit in bytes; larger than any config or page. */
const mostBytes = 2 ** 24;

/**
 * The text of a regular file of at most 16 MiB. @param kind the expected content, for errors @throws like
 * `openRegular`
 */
export const readText = async (path: string, kind: string): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readRegular(path, kind, mostBytes));
