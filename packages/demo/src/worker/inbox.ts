import { eventLoopTurn } from '@spikegrad/core';
import type { Report, Request } from '../messages.js';

/** The page, as seen by a worker. */
interface Page {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(report: Report): void;
}
const page = globalThis as unknown as Page;

export const tell = (report: Report): void => {
  page.postMessage(report);
};

/** The requests of the page, in order. */
export class Inbox {
  private readonly waiting: Request[] = [];
  private wake: () => void = () => undefined;

  constructor() {
    page.onmessage = ({ data }) => {
      this.waiting.push(data);
      this.wake();
    };
  }

  /** Waits for the next request. */
  async next(): Promise<Request> {
    for (;;) {
      const request = this.waiting.shift();
      if (request) return request;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The next request, if there is one, after pending messages have arrived. */
  async poll(): Promise<Request | null> {
    await eventLoopTurn();
    return this.waiting.shift() ?? null;
  }
}
