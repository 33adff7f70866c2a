// Your own operation: a formula, whose gradient is derived; or a value with its gradient.
import { defineOp, elementwise, tensor, type Tensor } from '@spikegrad/core';
import { checkGradient } from '@spikegrad/core/testing';

// 1. A formula for each element. Every backend compiles the formula and its gradient into one loop.
const swish = elementwise('swish', ['x'], ['steepness'], ({ x, steepness }) => x.mul(x.mul(steepness).sigmoid()));

const x = tensor([-2, 0, 2], { requiresGrad: true });
const y = swish({ x }, { steepness: 1 });
y.sum().backward();
console.log('swish      ', ...Array.from(await y.data(), (value) => +value.toFixed(3)));
console.log('its slope  ', ...Array.from(await x.grad!.data(), (value) => +value.toFixed(3)));

// 2. A surrogate gradient: the derivative of a spike is 0, so training uses another slope.
const step = elementwise('step', ['x'], [], ({ x: u }) => u.greaterEqual(0).withSlope(u, u.abs().less(1).mul(0.5)));
const u = tensor([-3, -0.5, 0.5, 3], { requiresGrad: true });
const spikes = step({ x: u });
spikes.sum().backward();
console.log('spikes     ', ...(await spikes.data()), 'slopes', ...(await u.grad!.data())); // 0 0 1 1 · 0 0.5 0.5 0

// 3. Any other operation: the value, and the gradient of each input in tensor operations. `null` means that no gradient flows.
const normalised = defineOp<[v: Tensor]>('normalised', {
  forward: ([v]) => v.div(v.mul(v).sum().sqrt()),
  backward: (dy, { inputs: [v], output }) => {
    const length = v.mul(v).sum().sqrt();
    return [dy.sub(output.mul(output.mul(dy).sum())).div(length)]; // (dy − y ⟨y, dy⟩) / |v|
  },
});
console.log('direction  ', ...Array.from(await normalised([tensor([3, 4])]).data(), (value) => +value.toFixed(3))); // 0.6 0.8

const float64 = { dtype: 'float64' } as const;
checkGradient((v) => normalised([v]), [tensor([3, 4, -1], float64)]);
checkGradient((v) => swish({ x: v }, { steepness: 2 }), [tensor([-1, 0.5], float64)], { order: 2 });
console.log('checked     both gradients agree with central differences');
