import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { Connection } from './connection.js';
import type { Watcher } from './watcher.js';
import type { WatchSetup } from './messages.js';

/** Milliseconds for one address. */
const patience = 5000;

/** Every rank but 0: it is connected to rank 0, which tells it if another rank is lost. */
export async function member(
  { rank, size, token, silence }: WatchSetup,
  { hosts, port }: NonNullable<WatchSetup['centre']>,
  connected: () => void,
  ended: (sentence: string) => void,
): Promise<Watcher> {
  const socket = await firstThatAnswers(hosts, port);
  let isOver = false;
  const lose = (sentence: string): void => {
    if (isOver) return;
    isOver = true;
    ended(sentence);
  };
  const connection = new Connection(
    socket,
    (sign) => {
      if (sign.sign === 'bye') isOver = true;
      else if (sign.sign === 'lost') lose(sign.sentence);
      else if (sign.sign === 'alive') connected();
    },
    () => lose(`rank 0 of ${size} was lost: its connection ended`),
  );
  connection.send({ sign: 'here', rank, pid: process.pid, host: hostname(), token });
  return {
    beat() {
      if (isOver) return;
      connection.send({ sign: 'alive' });
      if (performance.now() - connection.heard > silence)
        lose(`rank 0 of ${size} was lost: no sign of it for ${silence / 1000} s`);
    },
    end(sent) {
      isOver = true;
      connection.send({ sign: 'bye' }, sent);
    },
    fail(reason, sent) {
      if (isOver) return sent();
      isOver = true;
      connection.send({ sign: 'failed', reason }, sent);
    },
  };
}

async function firstThatAnswers(hosts: readonly string[], port: number): Promise<Socket> {
  const failures: string[] = [];
  for (const host of hosts) {
    try {
      return await answering(host, port);
    } catch (error) {
      failures.push(`${host}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(`no connection to rank 0 (${failures.join('; ')})`);
}

const answering = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(new Error(`no answer for ${patience / 1000} s`)), patience);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', reject);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.once('close', () => clearTimeout(timer));
  });
