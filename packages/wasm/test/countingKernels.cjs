/** A kernel set that forwards every call to the WebAssembly kernels and counts it, by thread and kernel, in `counts`. */
exports.bind = (_memory, wasm, { counts }) => {
  const names = Object.keys(wasm);
  return Object.fromEntries(
    names.map((name, i) => [
      name,
      (described, from, to, thread) => {
        Atomics.add(counts, thread * names.length + i, 1);
        wasm[name](described, from, to, thread);
      },
    ]),
  );
};
