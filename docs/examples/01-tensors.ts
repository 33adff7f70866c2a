// Tensors are arrays of numbers on a backend. Operations return new tensors at once; `await x.data()` reads values.
import { arange, memory, Random, scope, ShapeError, tensor } from '@spikegrad/core';

const a = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
const column = tensor([[10], [20]]);
console.log(`${a}`); // Tensor [2, 3] float32 on cpu
console.log('sum        ', ...(await a.add(column).data())); // shapes broadcast: 11 12 13 24 25 26
console.log('product    ', ...(await a.matmul(a.transpose()).data())); // 14 32 32 77
console.log('row means  ', ...(await a.mean(1).data())); // 2 5
console.log('largest at ', ...(await a.argmax(1).data())); // 2 2

// Wrong shapes throw a ShapeError that says what was expected and what was received.
try {
  a.matmul(a);
} catch (error) {
  if (error instanceof ShapeError) console.log('error      ', error.message);
}

// Every function that needs random numbers takes a seed or a `random`. The same seed gives the same numbers on every backend.
console.log('dice       ', ...Array.from(new Random(1).permutation(6), (face) => face + 1));

// A scope frees its tensors when it returns, except those that it returns. You do not need to call dispose.
const before = memory().tensors;
const norm = scope(() => {
  const x = arange(1000);
  return x.mul(x).sum().sqrt();
});
console.log(
  'norm       ',
  (await norm.item()).toFixed(2),
  'with',
  memory().tensors - before,
  'tensor more than before',
);
