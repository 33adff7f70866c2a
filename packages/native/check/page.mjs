const builds = {
  bits: 'bits equal the recorded ones',
  addresses: 'AddressSanitizer and UndefinedBehaviorSanitizer',
  races: 'ThreadSanitizer',
};

/** `docs/native-checks.md`: what was checked, when, and what came of it. */
export function page({ rows, calls, total, instructions, commit, processor, addonBytes }) {
  const date = new Date().toISOString().slice(0, 10);
  const lines = rows.map(({ compiler, set, build, fault, result, seconds, calls: replayed }) =>
    [compiler, set, builds[build], fault ?? '–', replayed ?? '–', seconds?.toFixed(1) ?? '–', result].join(' | '),
  );
  return `# Checks of the native kernels

\`npm run check:native -- --write\` writes this page. It records every kernel call of two training steps of a spiking VGG, of random convolutions, matrix products and norms, and of the test
suite of backends. Blocks of memory have gaps of 16 KiB between them. A C program replays the calls, with the gaps poisoned. The program is compiled for each instruction set, by GCC
(\`cc\`) and Clang, for Windows (it runs under Wine) and for arm64 (it runs under \`qemu-aarch64\`).

- After each call, every block must have the recorded bits. A NaN may be another NaN, because its bits depend on the processor and the compiler.
- The items of a call are computed by one thread, by the last one of four threads, or by four threads in turn.
- A kernel may read up to the end of the cache line after a block, which the host allows. This memory contains NaN and must not change.
- In rows with an error on purpose, the kernel \`channelAffine\` has that error, and the check must find it.

On ${date}, commit \`${commit}\`, ${processor}, Node ${process.version}: ${total} calls of ${calls.size} kernels, recorded with ${instructions}. The addon for
${process.platform}-${process.arch} has ${(addonBytes / 1000).toFixed(0)} kB.

| compiler | set | check | error on purpose | calls replayed | seconds to compile | result |
|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
