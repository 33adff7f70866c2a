import { expect, test } from '@jest/globals';
import { ones, type Backend } from '@spikegrad/core';
import { programNames } from '../../core/test/programNames.js';
import { Adam, Parameter, SGD, type Optimizer } from '../src/index.js';

test.each<[string, (parameters: readonly Parameter[]) => Optimizer]>([
  ['sgd', (parameters) => new SGD(parameters)],
  ['sgd momentum', (parameters) => new SGD(parameters, { momentum: 0.9 })],
  ['sgd nesterov', (parameters) => new SGD(parameters, { momentum: 0.9, nesterov: true })],
  ['adam', (parameters) => new Adam(parameters)],
])('an optimizer updates a parameter by one program with its name: %s', (name, make) => {
  const step = (backend: Backend): void => {
    const parameter = new Parameter(ones([2], { backend }));
    const optimizer = make([parameter]);
    parameter.sum().backward();
    optimizer.step();
  };
  expect(programNames(step).filter((each) => !['fill', 'expand'].includes(each))).toEqual([name]);
});
