import { createServer, type Socket } from 'node:net';
import { Connection } from './connection.js';
import type { Watcher } from './watcher.js';
import type { Sign, WatchSetup } from './messages.js';

/** A rank that has connected. */
interface Member {
  readonly connection: Connection;
  readonly name: string;
}

/** Rank 0: all other ranks connect to it, and it tells them which rank is lost. */
export function centre(
  { size, token, silence }: WatchSetup,
  listening: (port: number) => void,
  connected: () => void,
  ended: (sentence: string) => void,
): Watcher {
  const members = new Map<number, Member>();
  let isOver = false;

  const tell = (sign: Sign, sent: () => void): void => {
    const open = [...members.values()].filter(({ connection }) => !connection.isDone);
    let waiting = open.length;
    if (waiting === 0) sent();
    for (const { connection } of open)
      connection.send(sign, () => {
        if (--waiting === 0) sent();
      });
  };

  const lose = (rank: number, how: string): void => {
    const member = members.get(rank);
    if (!member || member.connection.isDone || isOver) return;
    isOver = true;
    member.connection.isDone = true;
    const sentence = `rank ${rank} of ${size} (${member.name}) ${how}`;
    tell({ sign: 'lost', sentence }, () => ended(sentence));
  };

  const admit = (socket: Socket): void => {
    let rank: number | null = null;
    const connection: Connection = new Connection(
      socket,
      (sign) => {
        if (rank === null) {
          if (sign.sign !== 'here' || sign.token !== token || members.has(sign.rank)) {
            socket.destroy();
            return;
          }
          rank = sign.rank;
          members.set(rank, { connection, name: `process ${sign.pid} on ${sign.host}` });
          if (members.size === size - 1) {
            connected();
            tell({ sign: 'alive' }, () => undefined);
          }
        } else if (sign.sign === 'bye') connection.isDone = true;
        else if (sign.sign === 'failed') lose(rank, `failed: ${sign.reason}`);
      },
      () => {
        if (rank !== null) lose(rank, 'was lost: its connection ended');
      },
    );
  };

  const server = createServer(admit);
  server.listen(0, () => {
    const address = server.address();
    listening(typeof address === 'object' && address ? address.port : 0);
  });

  return {
    beat() {
      tell({ sign: 'alive' }, () => undefined);
      for (const [rank, { connection }] of members)
        if (performance.now() - connection.heard > silence)
          lose(rank, `was lost: no sign of it for ${silence / 1000} s`);
    },
    end(sent) {
      isOver = true;
      tell({ sign: 'bye' }, sent);
    },
    fail(reason, sent) {
      if (isOver) return sent();
      isOver = true;
      tell({ sign: 'lost', sentence: `rank 0 of ${size} failed: ${reason}` }, sent);
    },
  };
}
