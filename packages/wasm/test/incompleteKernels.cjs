const counting = require('./countingKernels.cjs');

/** The counting set without a kernel that belongs to a family. */
exports.bind = (memory, wasm, settings) => {
  const { packRight: _, ...own } = counting.bind(memory, wasm, settings);
  return own;
};
