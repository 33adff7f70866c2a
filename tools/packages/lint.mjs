import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { command } from './command.mjs';

/** Throws the messages of publint, suggestions included. */
export async function lintTarball({ tarball }) {
  const bytes = readFileSync(tarball);
  const content = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const { messages, pkg } = await publint({ pack: { tarball: content }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join('\n'));
}

/** Throws where the types of a tarball are wrong for an importer of ESM. */
export function checkTypes(root, { tarball }) {
  const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  command(root, process.execPath, attw, tarball, '--profile', 'esm-only', '--no-color', '--no-emoji');
}
