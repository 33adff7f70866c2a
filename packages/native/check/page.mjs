const builds = {
  bits: 'bits equal those that were recorded',
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

\`npm run check:native -- --write\` writes this page. It records every kernel call of two training steps of a spiking VGG, of drawn convolutions, products and
norms, and of the contract of backends, with gaps of 16 KiB between blocks of memory. A C program replays the calls in an arena whose gaps are poisoned. It
is compiled once for each instruction set, by GCC (\`cc\`) and Clang, for Windows, where it runs under Wine, and for arm64, where it runs under \`qemu-aarch64\`.

- After each call every block must hold the bits that were recorded. A NaN may be another NaN: which bits it has depends on the processor and the compiler.
- Items of a call are done by one thread, as the last one of four, or by four threads that take them in turn.
- Kernels may read up to the end of the cache line after a block, as the host grants it. What stands there is a NaN, and must stay.
- In the rows with an error, the kernel \`channelAffine\` has it on purpose. The check must find it.

On ${date}, commit \`${commit}\`, ${processor}, Node ${process.version}: ${total} calls of ${calls.size} kernels, recorded with ${instructions}. The addon for
${process.platform}-${process.arch} has ${(addonBytes / 1000).toFixed(0)} kB.

| compiler | set | check | error on purpose | calls replayed | seconds to compile | result |
|---|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
