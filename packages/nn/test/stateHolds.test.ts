import { expect, test } from '@jest/globals';
import { ones } from '@spikegrad/core';
import { State } from '../src/index.js';

test('a tensor is held while some state has it as its value', () => {
  const [x, y] = [ones([1]), ones([1])];
  const [first, second] = [new State(), new State()];
  for (const state of [first, second]) state.enterSequence();
  expect(State.holds(x)).toBe(false);
  first.value = x;
  second.value = x;
  expect([State.holds(x), State.holds(y)]).toEqual([true, false]);
  first.value = y;
  expect([State.holds(x), State.holds(y)]).toEqual([true, true]);
  second.value = null;
  expect([State.holds(x), State.holds(y)]).toEqual([false, true]);
  first.value = null;
  first.value = null;
  expect(State.holds(y)).toBe(false);
});
