import { tensor } from '@spikegrad/core';
import { readFigures, readGolden, type Figure, type GoldenCase, type Place } from '../../core/test/golden.js';
import { Adam, AdamW, Parameter, SGD, type AdamOptions, type Optimizer, type SGDOptions } from '../src/index.js';

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
const golden = readGolden<Golden>('golden/optimizers.json', import.meta.url);
const kinds = { SGD, Adam, AdamW } satisfies Record<Case['optimizer'], new (...rest: never[]) => Optimizer>;

async function trajectory({ optimizer: kind, options, biasFrom, values }: Case, place: Place) {
  const weight = new Parameter(tensor(golden.weight, place));
  const bias = new Parameter(tensor(golden.bias, place));
  const [x, target] = [tensor(golden.input, place), tensor(golden.target, place)];
  const optimizer = new kinds[kind]([weight, bias], { learningRate: golden.learningRate, ...options });
  const figures: Figure[] = [];
  for (const [step, expected] of values.entries()) {
    optimizer.zeroGrad();
    const difference = x.matmul(weight.transpose()).add(bias).tanh().sub(target);
    difference.mul(difference).mean().backward();
    if (step < biasFrom) bias.grad = null;
    optimizer.step();
    const now = [
      { name: `weight after step ${step + 1}`, received: weight, expected: expected.weight },
      { name: `bias after step ${step + 1}`, received: bias, expected: expected.bias },
    ];
    figures.push(...(await readFigures(now)));
  }
  return figures;
}

/** Seven steps of every optimizer, as PyTorch makes them. */
export const optimizerCases: readonly GoldenCase[] = golden.cases.map((each) => ({
  name: `${each.optimizer} ${JSON.stringify(each.options)}, the bias learning from step ${each.biasFrom} on`,
  run: (place) => trajectory(each, place),
}));
