import { fromData, type Backend } from '@spikegrad/core';
import { ContractError, type ContractCase } from '@spikegrad/core/testing';
import { lifStep, type Reset } from '@spikegrad/neurons';

/** `u`, `θ` and what they give; as many as a vector and its rest take. */
const rows = [
  { u: NaN, theta: 1, spike: NaN, hard: NaN, soft: NaN },
  { u: 2, theta: NaN, spike: NaN, hard: 2, soft: 2 },
  { u: 2, theta: Infinity, spike: 0, hard: 2, soft: 2 },
  { u: Infinity, theta: 1, spike: 1, hard: 0, soft: Infinity },
  { u: -Infinity, theta: 1, spike: 0, hard: -Infinity, soft: -Infinity },
  { u: 1, theta: 1, spike: 1, hard: 0, soft: 0 },
  { u: NaN, theta: NaN, spike: NaN, hard: NaN, soft: NaN },
];

/** A neuron propagates NaN on every backend. */
export const notFiniteClaims = (backend: Backend): readonly ContractCase[] =>
  (['hard', 'soft'] satisfies Reset[]).map((reset) => ({
    name: `a membrane or a threshold of NaN fires NaN, and a threshold of Infinity never fires, with the ${reset} reset`,
    async run() {
      const vector = (name: 'u' | 'theta') =>
        fromData(
          rows.map((row) => row[name]),
          [rows.length],
          { backend },
        );
      const [x, theta] = [vector('u'), vector('theta')];
      const { u, spike, membrane } = lifStep(x, null, { leak: 0.5, threshold: () => theta, reset });
      const [spikes, membranes] = [await spike.data(), await membrane.data()];
      for (const each of new Set([x, theta, u, spike, membrane])) each.dispose();
      rows.forEach((row, i) => {
        if (Object.is(spikes[i], row.spike) && Object.is(membranes[i], row[reset])) return;
        const expected = `a spike of ${row.spike} and a membrane of ${row[reset]} for u = ${row.u}, θ = ${row.theta}`;
        throw new ContractError('fire', expected, `${spikes[i]} and ${membranes[i]}`);
      });
    },
  }));
