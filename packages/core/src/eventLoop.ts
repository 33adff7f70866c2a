interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}
/** What Node, or a browser, has for it. */
interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
}

/** Taken now: fake timers that a test installs later would never fire. */
const { setImmediate, MessageChannel } = globalThis as unknown as Host;

/**
 * Gives the event loop one turn: signals are handled, timers fire, messages arrive and finalizers run, none of which happens while only
 * promises are awaited. In browsers it is a message to itself, which takes no milliseconds in the foreground and is not throttled in the background.
 *
 * @example
 * await eventLoopTurn();
 */
export const eventLoopTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (setImmediate) {
      setImmediate(resolve);
      return;
    }
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
