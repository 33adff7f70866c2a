// One thread of a crew. It waits in shared memory for jobs, takes items of them, and never hears or sends a message after its start.
// `crew.ts` writes the words that are read here, in the order of `place`.

const start = ({ memory, module, lane, base, place }) => {
  const words = new Int32Array(memory.buffer, base, 16);
  const refuse = () => {
    throw new Error('the kernels stopped themselves');
  };
  const { exports } = new WebAssembly.Instance(module, { env: { memory, abort: refuse } });
  const functions = Object.values(exports);
  const load = (kernel) => {
    // Words are signed, addresses are not.
    const begin = words[place.program] >>> 0;
    const bytes = new Uint8Array(memory.buffer, begin, words[place.programBytes]).slice();
    const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory }, kernels: exports });
    return (functions[kernel] = instance.exports.run);
  };
  const work = () => {
    const kernel = words[place.kernel];
    const run = functions[kernel] ?? load(kernel);
    const items = words[place.items];
    const parts = words[place.parts];
    const described = words[place.described];
    for (let first; (first = Atomics.load(words, place.next)) < items;) {
      const end = first + Math.ceil((items - first) / parts);
      if (Atomics.compareExchange(words, place.next, first, end) === first) run(described, first, end, lane);
    }
  };
  let seen = 0;
  for (;;) {
    for (let turns = 0; Atomics.load(words, place.sequence) === seen; turns++) {
      if (turns < 4000) continue;
      Atomics.add(words, place.sleeping, 1);
      Atomics.wait(words, place.sequence, seen);
      Atomics.sub(words, place.sleeping, 1);
    }
    seen = Atomics.load(words, place.sequence);
    if (Atomics.load(words, place.stop) === 1) return;
    Atomics.add(words, place.busy, 1);
    try {
      if (Atomics.load(words, place.open) === 1) work();
    } catch {
      Atomics.store(words, place.failed, 1);
    }
    if (Atomics.sub(words, place.busy, 1) === 1) Atomics.notify(words, place.busy);
  }
};

if (typeof WorkerGlobalScope === 'undefined') start(require('node:worker_threads').workerData);
else
  self.onmessage = ({ data }) => {
    start(data);
    self.close(); // in Node a thread ends with its script
  };
