import { writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { loadKoffi } from '../library/koffi.js';
import { centre } from './centre.js';
import { member } from './member.js';
import type { Order, Report, WatchSetup } from './messages.js';

const setup = workerData as WatchSetup;
const { rank, size } = setup;
const done = new Int32Array(setup.done);
const report = (message: Report): void => parentPort!.postMessage(message);

/** Ends the whole process. `process.exit` of a thread ends the thread only. */
const exit = (await loadKoffi()).load(null).func('void _exit(int)');

const ended = (sentence: string): void => {
  const line = `error: ${sentence}; rank ${rank} ends too. Saved checkpoints are kept\n`;
  try {
    writeSync(2, line);
  } finally {
    exit(1);
  }
};

/** Milliseconds for all ranks to connect. */
const patience = 60_000;

const timer = setTimeout(
  () => report({ failure: `not all of ${size} ranks connected within ${patience / 1000} s` }),
  patience,
);
const connected = (): void => {
  clearTimeout(timer);
  report({ connected: true });
};

const once = (call: () => void): (() => void) => {
  let isCalled = false;
  return () => {
    if (!isCalled) call();
    isCalled = true;
  };
};

try {
  const watcher =
    setup.centre === null
      ? centre(setup, (port) => report({ port }), connected, ended)
      : await member(setup, setup.centre, once(connected), ended);
  const carriedOut = (word: number) => () => {
    Atomics.store(done, word, 1);
    Atomics.notify(done, word);
  };
  parentPort!.on('message', (order: Order) => {
    if (order.order === 'end') watcher.end(carriedOut(0));
    else watcher.fail(order.reason, carriedOut(1));
  });
  setInterval(() => watcher.beat(), 1000);
} catch (error) {
  clearTimeout(timer);
  report({ failure: error instanceof Error ? error.message : String(error) });
}
