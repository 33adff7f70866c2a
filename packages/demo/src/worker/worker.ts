import './withoutEval.js';
import { Inbox, tell } from './inbox.js';
import { sayError, Session } from './session.js';

const inbox = new Inbox();

/** Reports an error after which the page cannot use this worker. */
function fail(error: unknown): void {
  tell({ type: 'failed', isFatal: true, message: sayError(error) });
}

/** Trains while the page requests it, and handles messages between two batches. */
async function work(): Promise<never> {
  const first = await inbox.next();
  if (first.type !== 'begin') throw new Error(`The worker expected to begin but was asked to ${first.type}.`);
  const session = await Session.begin(first);
  session.iterations.catch(fail);
  let [isGoing, isMore] = [false, true];
  for (;;) {
    const request = isGoing && isMore ? await inbox.poll() : await inbox.next();
    if (request === null) isMore = await session.advance();
    else if (request.type === 'start' || request.type === 'pause') isGoing = request.type === 'start';
    else if (request.type !== 'begin') await session.answer(request);
  }
}

work().catch(fail);
