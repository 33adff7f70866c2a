import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../bin/spikegrad.js', import.meta.url));

/** What a process of its own ended with and printed. */
export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command in a process of its own. @param env variables beside those of this process */
export const runChild = (flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [command, ...flags], { env: { ...process.env, ...env } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (out += text.toString()));
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });

/**
 * Runs built commands in one process, one after the other: to start one takes 0.4 s, longer than most of what a wrong call does. What belongs
 * to the process itself (signals, pipes, that it ends) is not seen here.
 */
export class OneProcess {
  private readonly child: ChildProcess = fork(fileURLToPath(new URL('oneProcess.mjs', import.meta.url)), {
    execArgv: [],
  });
  private readonly ended = once(this.child, 'exit');

  async run(flags: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    this.child.send({ flags, env });
    const died = this.ended.then(([code]) => {
      throw new Error(`the process ended with ${code} before the command did`);
    });
    const [ended] = (await Promise.race([once(this.child, 'message'), died])) as [Ended];
    return ended;
  }

  /** Ends it, also while a command hangs. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }
}
