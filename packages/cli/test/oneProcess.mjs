import { main } from '@spikegrad/cli';

/** In place of an exit, which would end the calls to come too. */
class Exit extends Error {
  constructor(code) {
    super(`exit ${code}`);
    this.code = code;
  }
}
process.exit = (code) => {
  throw new Exit(Number(code ?? process.exitCode ?? 0));
};

const printed = { out: '', err: '' };
for (const [name, stream] of [
  ['out', process.stdout],
  ['err', process.stderr],
])
  stream.write = (text) => {
    printed[name] += text;
    return true;
  };

/** What a process of its own would end with: an error that no command explains is printed with its stack. */
async function codeOf(flags) {
  try {
    return await main(['node', 'spikegrad', ...flags]);
  } catch (error) {
    if (error instanceof Exit) return error.code;
    printed.err += `${error?.stack ?? error}\n`;
    return 1;
  }
}

process.on('message', async ({ flags, env }) => {
  Object.assign(printed, { out: '', err: '' });
  const before = { ...process.env };
  Object.assign(process.env, env);
  const code = await codeOf(flags);
  process.env = before;
  process.send({ code, ...printed });
});
