import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

const help = `npm run demo:browser -- [--port 4173]

Builds the browser demo and serves it on this machine.  --port <number>  the port; if it is in use, the next free one (default: 4173)

Example:
  $ npm run demo:browser -- --port 8080`;

/** Builds the page and serves it: `npm run demo:browser`. */
async function main() {
  const { values } = parseArgs({
    options: { port: { type: 'string', default: '4173' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) return help;
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port < 1 || port > 65_535)
    throw new Error(`--port expected an integer from 1 to 65535 but received ${values.port}`);
  console.log('Building the page …');
  const { address } = await startServer({ port });
  return `The page is at ${address}\nCtrl-C ends it.`;
}

try {
  console.log(await main());
} catch (error) {
  console.error(`${error.message}\nsee --help`);
  process.exitCode = 1;
}
