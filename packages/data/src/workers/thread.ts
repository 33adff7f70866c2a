import { parentPort, workerData } from 'node:worker_threads';
import { batchMaker } from '../batches/hostBatch.js';
import { transformOf } from '../recipes/recipe.js';
import type { Answer, Order, Setup } from './messages.js';
import { serializeError } from './workerError.js';

/** A worker's whole life: it makes the batches that it is asked for, one after the other. */
const { dataset, recipe, normalise, frames } = workerData as Setup;
const preparation = {
  ...(recipe && { transform: transformOf(recipe) }),
  ...(normalise !== undefined && { normalise }),
  ...(frames !== undefined && { frames }),
};
const make = batchMaker(dataset, preparation);

async function answerTo({ id, indices, pass }: Order): Promise<Answer> {
  try {
    return { id, batch: await make(indices, pass) };
  } catch (error) {
    return { id, error: serializeError(error) };
  }
}

/** One order at a time: what they read at once is bounded. */
let done: Promise<void> = Promise.resolve();

parentPort!.on('message', (order: Order) => {
  done = done.then(async () => send(await answerTo(order)));
});

function send(answer: Answer): void {
  parentPort!.postMessage(answer, 'batch' in answer ? [answer.batch.pixels.buffer as ArrayBuffer] : []);
}
