import { parentPort, workerData } from 'node:worker_threads';
import { batchMaker } from '../hostBatch.js';
import { transformOf } from '../recipe.js';
import type { Answer, Order, Setup } from './messages.js';
import { sent } from './workerError.js';

/** A worker's whole life: it makes the batches that it is asked for, one after the other. */
const { dataset, recipe, normalise, frames } = workerData as Setup;
const preparation = {
  ...(recipe && { transform: transformOf(recipe) }),
  ...(normalise !== undefined && { normalise }),
  ...(frames !== undefined && { frames }),
};
const make = batchMaker(dataset, preparation);

parentPort!.on('message', ({ id, indices, pass }: Order) => {
  let answer: Answer;
  try {
    answer = { id, batch: make(indices, pass) };
  } catch (error) {
    answer = { id, error: sent(error) };
  }
  parentPort!.postMessage(answer, 'batch' in answer ? [answer.batch.pixels.buffer as ArrayBuffer] : []);
});
