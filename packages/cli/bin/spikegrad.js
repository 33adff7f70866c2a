#!/usr/bin/env node
import { main } from '../dist/index.js';

// Who reads has enough (`| head`): nobody listens any more, and a run's files are as after a crash. The code is that of SIGPIPE.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(141);
  });

process.exitCode = await main(process.argv);
