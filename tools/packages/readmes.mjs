import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { command } from './command.mjs';

const project = '../my-project';

/** The commands by which a read-me says to install a package that is not on the registry. @throws Error where it does not say so */
export function installation(root, { name }) {
  const path = join(root, 'packages', name.replace('@spikegrad/', ''), 'README.md');
  const said = `\`${name}\` is not on the npm registry yet\\.[^\`]*\`npm ci && npm run build\`[^\`]*\`\`\`sh\n([^\`]+)\`\`\``;
  const commands = new RegExp(said).exec(readFileSync(path, 'utf8'))?.[1];
  if (!commands?.includes(project)) throw new Error(`${path} does not say how to install the package from a clone`);
  return commands;
}

/** Runs the commands in the clone, with `folder`, which is made, for the user's project. They are lines of `cd`, `mkdir` and `npm`, and need no shell. */
export function follow(root, commands, folder) {
  mkdirSync(folder);
  let place = root;
  for (const each of commands.replaceAll('\\\n', ' ').trim().split(/\n|&&/)) {
    const [program, ...words] = each.trim().replaceAll(project, folder).split(/ +/);
    if (program === 'cd') place = words[0];
    else if (program === 'mkdir') mkdirSync(resolve(place, words.at(-1)), { recursive: true });
    else if (program === 'npm') command(place, 'npm', ...words.flatMap((word) => expanded(place, word)));
    else throw new Error(`a read-me installs by "cd", "mkdir" and "npm", not by "${each.trim()}"`);
  }
}

/** The files that a pattern such as `./spikegrad-*.tgz` is for; any other word is itself. */
function expanded(place, word) {
  if (!word.includes('*')) return [word];
  const [begin, end] = basename(word).split('*');
  return readdirSync(join(place, dirname(word)))
    .filter((name) => name.startsWith(begin) && name.endsWith(end))
    .map((name) => join(place, dirname(word), name));
}

/** Copies the template to `folder`, installs the packages there and tests it, by the commands of its guide. @throws Error where there are none */
export function copyTemplate(root, folder) {
  const commands = /```sh\n([^`]+)```/.exec(readFileSync(join(root, 'docs/fork-it.md'), 'utf8'))?.[1];
  const copy = '../my-spikes';
  if (!commands?.includes(copy)) throw new Error('docs/fork-it.md does not say how to copy the template');
  command(root, 'sh', '-ec', commands.replaceAll(copy, folder));
}
