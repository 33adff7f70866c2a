import { parentPort, workerData } from 'node:worker_threads';
import { batchMaker } from '../batches/hostBatch.js';
import { transformOf } from '../recipes/recipe.js';
import type { Answer, Order, Setup } from './messages.js';
import { serializeError } from './workerError.js';

/** The main function of a worker: it makes the requested batches, one after the other. */
const { dataset, recipe, normalise, frames } = workerData as Setup;
const preparation = {
  ...(recipe && { transform: transformOf(recipe) }),
  ...(normalise !== undefined && { normalise }),
  ...(frames !== undefined && { frames }),
};
const make = batchMaker(dataset, preparation);

async function answerTo({ id, samples, pass }: Order): Promise<Answer> {
  try {
    return { id, batch: await make(samples, pass) };
  } catch (error) {
    return { id, error: serializeError(error) };
  }
}

/** One job at a time, which bounds the concurrent reads. */
let done: Promise<void> = Promise.resolve();

parentPort!.on('message', (order: Order) => {
  done = done.then(async () => send(await answerTo(order)));
});

function send(answer: Answer): void {
  parentPort!.postMessage(answer, 'batch' in answer ? [answer.batch.pixels.buffer as ArrayBuffer] : []);
}
