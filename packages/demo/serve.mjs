import { parseArgs } from 'node:util';
import { startServer } from './server.mjs';

/** Builds the page and serves it: `npm run demo:browser`. */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4173' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
if (values.help) {
  console.log(`npm run demo:browser -- [--port 4173]

Builds the page that trains in the browser and serves it to this machine.

  --port <number>  where; another is taken if that one is (default: 4173)`);
} else {
  const { address } = await startServer({ port: Number(values.port) });
  console.log(`The page is at ${address}
Ctrl-C ends it.`);
}
