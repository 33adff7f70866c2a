#!/usr/bin/env node
import { main } from '@spikegrad/cli';

// Who reads has enough (`| head`): nobody listens any more, and a run's files are as after a crash. The code is that of SIGPIPE.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code === 'EPIPE') process.exit(141);
    if (stream === process.stdout)
      process.stderr.write(`error: [standard output] expected to write but received ${error.code ?? error.message}\n`);
    process.exit(1);
  });

// Node ends with 13 when nothing is left that could settle the promise awaited below, and prints at most a warning. Commands that end the
// process themselves, as --help does, do not come here.
let isRunning = true;
process.on('beforeExit', () => {
  if (isRunning)
    console.error(
      'error: spikegrad ended while it waited for something that can no longer come. This is a bug: please report it',
    );
});

try {
  process.exitCode = await main(process.argv);
} finally {
  isRunning = false;
}
