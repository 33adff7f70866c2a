// Gradients: backward() accumulates them in `x.grad`, grad() returns them. Both can be differentiated again.
import { grad, noGrad, tensor } from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';

const x = tensor([1, 2, 3], { requiresGrad: true });
x.mul(x).sum().backward();
console.log('d Σx²      ', ...(await x.grad!.data())); // 2 4 6

// A gradient is a tensor. With createGraph it can be differentiated again.
const y = tensor([0.5], { requiresGrad: true });
const [slope] = grad(y.pow(3).sum(), [y], { createGraph: true });
const [curvature] = grad(slope.sum(), [y]);
console.log("x³' and x³''", await slope.item(), await curvature.item()); // 0.75 3

// In noGrad, operations are not recorded.
console.log('recorded   ', x.mul(2).requiresGrad, noGrad(() => x.mul(2)).requiresGrad); // true false

// Gradient descent without an optimizer: fit a line to four points.
const inputs = tensor([0, 1, 2, 3]);
const targets = tensor([1, 3, 5, 7]); // 2x + 1
let [slopeOf, offset] = [tensor([0], { requiresGrad: true }), tensor([0], { requiresGrad: true })];
for (let step = 0; step < 200; step++) {
  const error = inputs.mul(slopeOf).add(offset).sub(targets);
  const [down, across] = grad(error.mul(error).mean(), [slopeOf, offset]);
  [slopeOf, offset] = noGrad(() => [slopeOf.sub(down.mul(0.1)), offset.sub(across.mul(0.1))]);
  slopeOf.requiresGrad = offset.requiresGrad = true;
}
console.log('line       ', (await slopeOf.item()).toFixed(3), (await offset.item()).toFixed(3)); // 2.000 1.000

// checkGradient compares a gradient with finite differences, also of second order. All gradients of Spikegrad are tested with it.
const points = tensor(
  [
    [0.3, -0.7],
    [1.1, 0.2],
  ],
  { dtype: 'float64' },
);
checkGradient((m) => m.matmul(m).sigmoid(), [points], { order: 2 });
console.log('checked     gradients of first and second order agree with central differences');
