import { expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { cpu, freeUnreachable, ones, type Backend } from '../src/index.js';

const mebibyte = 2 ** 20;

/** A backend whose number of live bytes the test sets. */
function telling(): Backend & { live: number } {
  const backend = {
    ...cpu(),
    live: 0,
    memory: () => ({ tensors: 1, bytes: backend.live, peakBytes: backend.live }),
  };
  return backend;
}

/** Whether the event loop takes a turn before `body` is done. */
async function turns(body: () => Promise<unknown>): Promise<boolean> {
  let turned = false;
  setImmediate(() => (turned = true));
  await body();
  return turned;
}

test('a read waits one turn of the event loop if live bytes have grown by more than 64 MiB since the last, else none', async () => {
  const backend = telling();
  const x = ones([2], { backend });
  const readAt = (megabytes: number): Promise<boolean> => {
    backend.live = megabytes * mebibyte;
    return turns(async () => expect(await x.data()).toEqual(Float32Array.of(1, 1)));
  };
  expect(await readAt(64)).toBe(false);
  expect(await readAt(65)).toBe(true);
  expect(await readAt(129)).toBe(false); // 64 more than at the last turn
  expect(await readAt(130)).toBe(true);
  expect(await readAt(20)).toBe(false);
  expect(await readAt(85)).toBe(true); // 65 more than the least since
});

test('freeUnreachable always waits one turn, and growth is counted from there', async () => {
  const backend = telling();
  const x = ones([2], { backend });
  expect(await turns(() => freeUnreachable(backend))).toBe(true);
  backend.live = 1000 * mebibyte;
  expect(await turns(() => freeUnreachable(backend))).toBe(true);
  expect(await turns(() => x.data())).toBe(false);
});

test('a read returns the values at its call, also if the tensor is freed during the turn', async () => {
  const backend = telling();
  const x = ones([2], { backend });
  backend.live = 100 * mebibyte;
  const values = x.data();
  x.dispose();
  expect(await values).toEqual(Float32Array.of(1, 1));
});

test('without setImmediate, as in browsers, a message gives the turn, and nothing keeps the process alive', async () => {
  const text = `
    delete globalThis.setImmediate;
    const { eventLoopTurn } = await import('${new URL('../dist/index.js', import.meta.url).href}');
    let turned = 0;
    setTimeout(() => turned++);
    for (let i = 0; i < 100_000 && turned === 0; i++) await eventLoopTurn();
    console.log(turned);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', text]);
  expect(stdout).toBe('1\n');
});

test('tensors that left their scopes are freed when they are unreachable, those in a scope at its end', async () => {
  const text = `
    import { cpu, freeUnreachable, keep, ones, scope, zeros } from '${new URL('../dist/index.js', import.meta.url).href}';
    const backend = cpu();
    const options = { backend };
    const left = {
      plain: () => ones([8], options),
      kept: () => scope(() => { keep(ones([8], options)); }),
      keptInside: () => scope(() => { scope(() => { keep(ones([8], options)); }); }),
      returned: () => scope(() => scope(() => [ones([8], options)])),
      replaced: () => { const leaf = ones([8], options); leaf.replace(zeros([8], options)); },
      gradient: () => { const leaf = ones([8], { ...options, requiresGrad: true }); leaf.mul(2).sum().backward(); },
      inScope: () => scope(() => { ones([8], options).add(1); }),
    };
    const live = {};
    for (const [name, body] of Object.entries(left)) {
      body();
      for (let i = 0; i < 3; i++) { gc(); await freeUnreachable(backend); }
      live[name] = backend.memory().bytes;
    }
    console.log(JSON.stringify(live));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', '--input-type=module', '-e', text]);
  expect(JSON.parse(stdout)).toEqual({
    ...{ plain: 0, kept: 0, keptInside: 0, returned: 0, replaced: 0, gradient: 0, inScope: 0 },
  });
});
