import { FormatError } from '@spikegrad/core';
import { readRegular } from '@spikegrad/data';

const kind = 'a file of @spikegrad/pretrained';

/** The bytes of a file of this package: read from the disk, or fetched where the package was bundled for a browser. @throws FormatError */
export async function readBytes(url: URL): Promise<Uint8Array> {
  const missing = (received: string): never => {
    throw new FormatError(url.href, kind, received);
  };
  if (url.protocol === 'file:') {
    const { fileURLToPath } = await import('node:url');
    return readRegular(fileURLToPath(url), kind).catch((error: unknown) => missing(String(error)));
  }
  const answer = await fetch(url).catch((error: unknown) => missing(String(error)));
  return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : missing(`${answer.status} ${answer.statusText}`);
}

/** The value of a JSON file of this package. @throws FormatError */
export async function readJson(url: URL): Promise<unknown> {
  const text = new TextDecoder().decode(await readBytes(url));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError(url.href, 'JSON', (error as Error).message);
  }
}
