/** `docs/node-versions.md`: what was checked, when, and what came of it. */
export function page({ rows, entries, commit, processor, batches }) {
  const date = new Date().toISOString().slice(0, 10);
  const lines = rows.map(({ version, loaded, seconds, weights, bits, result }) =>
    [version, `${loaded} of ${2 * entries}`, weights, bits, seconds.toFixed(0), result].join(' | '),
  );
  return `# Versions of Node

\`npm run check:nodes -- --write\` writes this page. It packs every package, installs the tarballs into an empty project, and does the same with each version of Node:

- loads each of the ${entries} entries of the packages, by \`import\` and by \`require\`;
- trains ${batches} batches of the CIFAR-10 sample with the packed command line, on \`wasm\` with two threads, and tests the network. The SHA-256 of
  \`model.safetensors\` and \`metrics.jsonl\` together must be the same under every version;
- runs \`tools/bits.mjs\`: digests of the functions that kernels call, and of a small training on \`cpu\` and \`wasm\`. They must be the same too.

On ${date}, commit \`${commit}\`, ${processor}, ${process.platform}-${process.arch}:

| Node | entries that load | training: SHA-256 begins with | functions: SHA-256 begins with | seconds of the training | result |
|---|---|---|---|---|---|
${lines.map((line) => `| ${line} |`).join('\n')}
`;
}
