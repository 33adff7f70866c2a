import { describe, expect, test } from '@jest/globals';
import { tensor } from '@spikegrad/core';
import { readFileSync } from 'node:fs';
import { Adam, AdamW, Parameter, SGD, type AdamOptions, type Optimizer, type SGDOptions } from '../src/index.js';
import { close, exact, list } from './toys.js';

interface Case {
  readonly optimizer: 'SGD' | 'Adam' | 'AdamW';
  readonly options: SGDOptions & AdamOptions;
  readonly biasFrom: number;
  readonly values: readonly { readonly weight: readonly number[]; readonly bias: readonly number[] }[];
}

interface Golden {
  readonly learningRate: number;
  readonly weight: number[][];
  readonly bias: number[];
  readonly input: number[][];
  readonly target: number[][];
  readonly cases: readonly Case[];
}

// Made by golden/optimizers.py.
const golden = JSON.parse(readFileSync(new URL('golden/optimizers.json', import.meta.url), 'utf8')) as Golden;
const kinds = { SGD, Adam, AdamW } satisfies Record<Case['optimizer'], new (...rest: never[]) => Optimizer>;

function trajectory({ optimizer: kind, options, biasFrom, values }: Case): Case['values'] {
  const weight = new Parameter(tensor(golden.weight, exact));
  const bias = new Parameter(tensor(golden.bias, exact));
  const [x, target] = [tensor(golden.input, exact), tensor(golden.target, exact)];
  const optimizer = new kinds[kind]([weight, bias], { learningRate: golden.learningRate, ...options });
  return values.map((_, step) => {
    optimizer.zeroGrad();
    const difference = x.matmul(weight.transpose()).add(bias).tanh().sub(target);
    difference.mul(difference).mean().backward();
    if (step < biasFrom) bias.grad = null;
    optimizer.step();
    return { weight: list(weight), bias: list(bias) };
  });
}

describe('seven steps are those of PyTorch', () => {
  test.each(golden.cases.map((each) => [each.optimizer, JSON.stringify(each.options), each.biasFrom, each] as const))(
    '%s %s, the bias learning from step %d on',
    (_kind, _options, _from, each) => {
      trajectory(each).forEach(({ weight, bias }, step) => {
        expect(close(weight, each.values[step]!.weight, 1e-12)).toBe(true);
        expect(close(bias, each.values[step]!.bias, 1e-12)).toBe(true);
      });
    },
  );
});
