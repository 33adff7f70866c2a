// Neurons: `lifStep` is a pure function for one time step, `LIF` is a module that keeps its membrane, `sequence` runs the time steps.
import { tensor } from '@spikegrad/core';
import { LIF, lifStep, sigmoid, triangle } from '@spikegrad/neurons';
import { Monitor, sequence } from '@spikegrad/nn';

// One step without state: u = λ v + x, a spike where u ≥ θ, then the reset.
const { spike, membrane } = lifStep(tensor([0.4, 0.9, 1.6]), tensor([0.5, 0.5, 0.5]), {
  leak: 0.5,
  threshold: () => tensor(1),
});
const left = Array.from(await membrane.data(), (v) => +v.toFixed(2));
console.log('one step    spikes', ...(await spike.data()), 'left', ...left); // 0 1 1, 0.65 0.15 0.85

// Four neurons with larger and larger input currents, printed over 24 steps.
const currents = [0.4, 0.6, 0.9, 1.2];
const current = tensor(currents);
for (const reset of ['hard', 'soft'] as const) {
  const neuron = new LIF({ tau: 2, reset });
  const monitor = new Monitor(neuron);
  const steps = sequence(neuron, 24, () => neuron.forward(current), { monitor });
  const drawn = await Promise.all(steps.map((each) => each.data()));
  console.log(`\n${reset} reset`);
  for (let i = 0; i < currents.length; i++) {
    console.log(`  current ${currents[i]}  ${drawn.map((row) => (row[i] === 1 ? '|' : '·')).join('')}`);
  }
  const { rate } = (await monitor.read())['']!;
  console.log(`  mean rate ${(rate!.reduce((a, b) => a + b) / rate!.length).toFixed(2)}`);
}

// The slopes of two surrogate gradients around the threshold.
for (const surrogate of [sigmoid(), triangle()]) {
  const u = tensor([0, 0.5, 1, 1.5, 2], { requiresGrad: true });
  lifStep(u, null, { leak: 0.5, threshold: () => tensor(1), surrogate })
    .spike.sum()
    .backward();
  console.log(surrogate.name.padEnd(11), ...Array.from(await u.grad!.data(), (slope) => +slope.toFixed(3)));
}
