import { createServer } from 'node:http';
import { once } from 'node:events';

/** Takes down what a Content-Security-Policy refused, in pages and in workers, which log nothing of it. */
export async function watchViolations() {
  const seen = [];
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const part of request) text += part;
    const {
      'document-uri': where,
      'effective-directive': what,
      'blocked-uri': blocked,
    } = JSON.parse(text)['csp-report'];
    seen.push(`${where}: ${what} refused ${blocked}`);
    response.writeHead(204).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { address: `http://127.0.0.1:${server.address().port}/`, seen, close: () => server.close() };
}
