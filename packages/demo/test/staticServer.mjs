import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout } from 'node:timers/promises';

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const chunk = 16_384;

/**
 * Serves a folder as the simplest hosts do, with no header but the type.
 * @param below the path of the folder @param bytesPerSecond of all responses together @param latency of each response, in milliseconds
 * @returns its address, and the bytes that it sent, by name of file
 */
export async function serveStatic(folder, { below = '/', bytesPerSecond = Infinity, latency = 0 } = {}) {
  const sent = new Map();
  let free = 0;
  /** A file, as fast as the network lets it through. */
  async function* parts(file, bytes) {
    await setTimeout(latency);
    for (let at = 0; at < bytes.length; at += chunk) {
      const part = bytes.subarray(at, at + chunk);
      free = Math.max(free, performance.now()) + (1000 * part.length) / bytesPerSecond;
      if (free > performance.now()) await setTimeout(free - performance.now());
      sent.set(file, (sent.get(file) ?? 0) + part.length);
      yield part;
    }
  }
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    const name = path.startsWith(below) ? normalize(path.slice(below.length).replace(/(^|\/)$/, '$1index.html')) : null;
    const bytes = name === null ? null : await readFile(join(folder, name)).catch(() => null);
    if (bytes === null) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Type': types[extname(name)] ?? 'application/octet-stream' });
    // A page may stop to read: of the test images it needs the first ones.
    await pipeline(parts(name, bytes), response).catch(() => undefined);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${server.address().port}${below}`, sent, close };
}
