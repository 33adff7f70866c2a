import { eventLoopTurn } from '@spikegrad/core';
import type { Report, Request } from '../messages.js';

/** The page, as this worker has it. */
interface Page {
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(report: Report): void;
}
const page = globalThis as unknown as Page;

export const tell = (report: Report): void => {
  page.postMessage(report);
};

/** What the page asks, in order. */
export class Inbox {
  private readonly waiting: Request[] = [];
  private wake: () => void = () => undefined;

  constructor() {
    page.onmessage = ({ data }) => {
      this.waiting.push(data);
      this.wake();
    };
  }

  /** The next request, once there is one. */
  async next(): Promise<Request> {
    for (;;) {
      const request = this.waiting.shift();
      if (request) return request;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The next request if there is one, after those that are on their way have come in. */
  async poll(): Promise<Request | null> {
    await eventLoopTurn();
    return this.waiting.shift() ?? null;
  }
}
