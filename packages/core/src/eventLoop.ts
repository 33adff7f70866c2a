interface Port {
  onmessage: (() => void) | null;
  postMessage(message: null): void;
  close(): void;
}
/** What Node or a browser provides for it. */
interface Host {
  readonly setImmediate?: (callback: () => void) => unknown;
  readonly MessageChannel: new () => { readonly port1: Port; readonly port2: Port };
}

/** Read at import: fake timers that a test installs later would never fire. */
const { setImmediate, MessageChannel } = globalThis as unknown as Host;

/**
 * Waits one turn of the event loop. Signals are handled, timers fire, messages arrive and finalizers run; none of this
 * happens while only promises are awaited. In browsers it posts a message to itself, which takes less than a
 * millisecond and is not throttled in the background.
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
