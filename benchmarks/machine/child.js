import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Runs a separate process, so that earlier measurements do not affect it. Its last line of output is its result, as
 * JSON. Its standard error is passed through.
 */
export function runProgram(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text) => (out += text));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0) reject(new Error(`${[command, ...args].join(' ')} ended with ${signal ?? code}`));
      else resolve(JSON.parse(out.trim().split('\n').at(-1)));
    });
  });
}

/** Runs a script of this folder in a Node of its own, with one argument: its options as JSON. */
export const runScript = (script, options = {}, flags = [], env = {}) =>
  runProgram(
    process.execPath,
    [...flags, fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(options)],
    env,
  );

/** The options that `runScript` gave, and the way back. */
export const options = () => JSON.parse(process.argv[2] ?? '{}');
export const answer = (result) => console.log(JSON.stringify(result));
