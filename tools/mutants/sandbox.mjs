import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const copied = ['packages', 'tools/jest', 'tools/mutants', 'package.json', 'jest.config.js'];
const leftOut = new Set(['node_modules', 'assembly', 'docs', 'demo']);

/** Ends all runs: their callers throw and clean up. */
const ending = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => ending.abort());

/** A copy of the sources and tests, so that edits do not change a run and mutants do not change the sources. */
export class Sandbox {
  constructor(root, folder) {
    this.root = root;
    this.folder = folder;
  }

  static async make(root) {
    const folder = await mkdtemp(join(tmpdir(), 'spikegrad-mutants-'));
    const filter = (path) => !leftOut.has(basename(path));
    for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true, filter });
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
    await mkdir(join(folder, 'record'));
    return new Sandbox(root, folder);
  }

  read(file) {
    return readFile(join(this.folder, file), 'utf8');
  }

  write(file, text) {
    return writeFile(join(this.folder, file), text);
  }

  /**
   * Runs jest on files or folders, for `limit` seconds of the processor's time at most: wall-clock time depends on the load of
   * the machine.
   *
   * @returns how it ended: `passed`, `failed` or `timeout`, and what it said
   */
  jest(paths, { variables = {}, flags = [], limit = 'unlimited' }) {
    const jest = join(this.root, 'node_modules/jest/bin/jest.js');
    const environment = join(this.folder, 'tools/mutants/environment.mjs');
    const node = [process.execPath, '--experimental-vm-modules', '--no-warnings', jest, '--rootDir', this.folder];
    const limited = ['-c', `ulimit -t ${limit}; exec "$0" "$@"`, ...node];
    const child = spawn('/bin/sh', [...limited, '-i', '--testEnvironment', environment, ...flags, ...paths], {
      cwd: this.folder,
      env: { ...process.env, ...variables },
      stdio: ['ignore', 'ignore', 'pipe'],
      signal: ending.signal,
      killSignal: 'SIGKILL',
    });
    return new Promise((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (text) => (said += text));
      child.on('error', reject);
      child.on('close', (code, signal) => {
        const late = signal === 'SIGXCPU' || signal === 'SIGKILL';
        // Without its closing lines, jest did not begin the run.
        if (code === 1 && !said.includes('Test Suites:')) reject(new Error(`jest did not run: ${said}`));
        else resolve({ end: late ? 'timeout' : code === 0 ? 'passed' : 'failed', said });
      });
    });
  }

  remove() {
    return rm(this.folder, { recursive: true });
  }
}
