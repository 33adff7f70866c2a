import type { Socket } from 'node:net';
import type { Sign } from './messages.js';

/** A connection that carries signs, one JSON value per line. */
export class Connection {
  /** When the last sign came, in milliseconds. */
  heard = performance.now();
  /** Whether the other side has ended as planned. */
  isDone = false;
  private readonly socket: Socket;
  private rest = '';

  constructor(socket: Socket, each: (sign: Sign) => void, closed: () => void) {
    this.socket = socket;
    socket.setNoDelay(true);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      this.heard = performance.now();
      const lines = (this.rest + text).split('\n');
      this.rest = lines.pop()!;
      for (const line of lines) {
        const sign = parsed(line);
        if (sign) each(sign);
      }
    });
    socket.on('error', () => undefined); // `close` follows
    socket.on('close', closed);
  }

  /** Sends a sign. @param sent called when it is handed to the system, or cannot be */
  send(sign: Sign, sent: () => void = () => undefined): void {
    if (this.socket.destroyed) sent();
    else this.socket.write(`${JSON.stringify(sign)}\n`, () => sent());
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** Anything may connect to a port, so a line that is not a sign is ignored. */
function parsed(line: string): Sign | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'sign' in value ? (value as Sign) : null;
  } catch {
    return null;
  }
}
