import { readRegular } from '@spikegrad/data';

/** More than any config or page that somebody wrote has. */
const mostBytes = 2 ** 24;

/** The text of a regular file of at most 16 MiB. @param kind what is expected there, in words @throws as `openRegular` does */
export const readText = async (path: string, kind: string): Promise<string> =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await readRegular(path, kind, mostBytes));
