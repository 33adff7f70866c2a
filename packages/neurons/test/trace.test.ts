import { expect, test } from '@jest/globals';
import { ones, Random, ValueError } from '@spikegrad/core';
import { forwardSequence, sequence, type Signal, type Trace, type TraceInput } from '@spikegrad/nn';
import { IF, LIF, ParametricLIF, type Neuron } from '../src/index.js';
import { double, list } from './double.js';

const running: Trace = {
  next: (before, { spike }) => ({ activity: before ? before.activity.mul(0.5).add(spike) : spike.detach() }),
};

const presynaptic = (neuron: Neuron, xs: readonly number[], trace: Trace | null) =>
  sequence(neuron, xs.length, (t) => (neuron.forward(double([xs[t]!])) as Signal).presynaptic?.detach(), { trace });

test('spikes have the trace of the learning rule, which includes earlier steps', () => {
  const traces = presynaptic(new LIF({ reset: 'hard' }), [1, 2, 0, 1], running);
  expect(traces.map((trace) => list(trace!)[0])).toEqual([1, 1.5, 0.75, 1.375]);
});

test.each([true, false])('a trace lives as long as its spikes (through time: %s)', (throughTime) => {
  const neuron = new LIF({ reset: 'hard' });
  const xs = [1, 2, 0, 1];
  const options = { throughTime, trace: running };
  const spikes: readonly Signal[] = sequence(neuron, 4, (t) => neuron.forward(double([xs[t]!])), options);
  expect(spikes.map(({ presynaptic }) => list(presynaptic!)[0])).toEqual([1, 1.5, 0.75, 1.375]);
});

test('all steps in one call have the traces of all steps', () => {
  const y: Signal = forwardSequence(new LIF({ reset: 'hard' }), double([[[1]], [[2]], [[0]], [[1]]]), {
    trace: running,
  });
  expect(list(y.presynaptic!)).toEqual([1, 1.5, 0.75, 1.375]);
});

test('spikes have no trace without a rule', () => {
  expect(presynaptic(new LIF(), [1, 2], null)).toEqual([undefined, undefined]);
});

test('a rule may keep other state than the trace, until the end of the sequence', () => {
  const found: (readonly number[] | null)[] = [];
  const trace: Trace = {
    next: (before, { spike, membraneAfterReset: left }) => {
      found.push(before && list(before.extra!));
      return { activity: spike.detach(), extra: left.detach() };
    },
  };
  const neuron = new LIF({ tau: 2, reset: 'soft' });
  presynaptic(neuron, [1.5, 1, 0.25], trace);
  presynaptic(neuron, [1], trace);
  expect(found).toEqual([null, [0.5], [0.25], null]); // 1.5 − 1, then 0.25 + 1 − 1
});

test('a trace gets the spikes after dropout, the charged membrane, its threshold and the leak', () => {
  const seen: TraceInput[] = [];
  const trace: Trace = {
    next: (_, input) => {
      seen.push({ ...input, spike: input.spike.mul(1).keep(), membrane: input.membrane.mul(1).keep() });
      return { activity: input.spike.detach() };
    },
  };
  const neuron = new LIF({ tau: 4, threshold: 2, dropout: 0.5, random: new Random(3) });
  const spikes = sequence(neuron, 2, () => neuron.forward(ones([32]).mul(3)), { trace }).map(list);
  expect(seen.map(({ spike }) => list(spike))).toEqual(spikes);
  expect(seen.map(({ leak }) => leak)).toEqual([0.75, 0.75]);
  expect(seen.map(({ membrane }) => list(membrane)[0])).toEqual([3, 3.75]); // ¾ · (3 − 2) + 3
});

test('IF has a leak of 1, ParametricLIF none that a trace could use', () => {
  const leaks: number[] = [];
  const trace: Trace = { next: (_, { spike, leak }) => (leaks.push(leak), { activity: spike.detach() }) };
  presynaptic(new IF(), [1, 1], trace);
  expect(leaks).toEqual([1, 1]);
  expect(() => presynaptic(new ParametricLIF({ dtype: 'float64' }), [1], trace)).toThrow(ValueError);
  expect(() => presynaptic(new ParametricLIF({ dtype: 'float64' }), [1], trace)).toThrow(
    '[ParametricLIF] expected a fixed leak under a learning rule with traces',
  );
});
