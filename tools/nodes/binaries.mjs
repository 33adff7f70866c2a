import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../packages/command.mjs';

/** Versions of Node that packages are checked with, beside the one that runs the check. */
export const versions = ['22.23.5', '24.22.3', '26.12.1'];

/** The program of a version of Node, from an npm package that has nothing else; it is kept in `node_modules/.cache`. */
export function nodeOf(root, version) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(root, 'node_modules/.cache/nodes', version);
  const program = join(folder, 'node_modules', name, 'bin', system === 'win' ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
    const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
    command(folder, 'npm', 'install', ...options, `${name}@${version}`);
  }
  const said = command(folder, program, '--version').trim();
  if (said !== `v${version}`) throw new Error(`[check:nodes] expected Node ${version} but ${program} is ${said}`);
  return program;
}
