import type { Backend } from '../../backend/backend.js';
import { Fixture, type Case } from './fixture/fixture.js';
import { channelCases } from './kernels/channel.js';
import { conv2dCases } from './kernels/conv2d.js';
import { disposeCase } from './dispose.js';
import { gatherCases } from './kernels/gather.js';
import { gradientCases } from './gradient.js';
import { matmulCases } from './kernels/matmul.js';
import { memoryCases } from './memory.js';
import { movementCases } from './kernels/movement.js';
import { nonFiniteConv2dCases } from './kernels/nonFiniteConv2d.js';
import { nonFiniteGradientCases } from './nonFiniteGradient.js';
import { orderCases } from './order.js';
import { pool2dCases } from './kernels/pool2d.js';
import { primitiveCases } from './kernels/primitive.js';
import { programCases } from './kernels/program.js';
import { reduceCases } from './kernels/reduce.js';

/** One test of a backend, for any test runner. `run` rejects if the backend fails it. */
export interface ContractCase {
  readonly name: string;
  run(): Promise<void>;
}

const cases: readonly Case[] = [
  ...primitiveCases,
  ...programCases,
  ...gradientCases,
  ...reduceCases,
  ...matmulCases,
  ...movementCases,
  ...gatherCases,
  ...conv2dCases,
  ...nonFiniteConv2dCases,
  ...nonFiniteGradientCases,
  ...pool2dCases,
  ...channelCases,
  ...orderCases,
  ...memoryCases,
];

/**
 * The suite that every backend passes. It compares each kernel with a direct implementation of its definition, in each
 * dtype of the backend. After every case all memory must be freed, so run the cases one at a time and in order. The
 * last one disposes of the backend.
 *
 * @example
 * for (const { name, run } of backendContract(cpu())) test(name, run);
 */
export const backendContract = (backend: Backend): readonly ContractCase[] => [
  ...backend.dtypes.flatMap((dtype) =>
    cases.map(([claim, run]) => ({
      name: `${backend.name} ${dtype}: ${claim}`,
      async run() {
        const { tensors, bytes } = backend.memory();
        const bench = new Fixture(backend, dtype);
        try {
          await run(bench);
        } finally {
          bench.end();
        }
        bench.equal('live tensors after the case', backend.memory().tensors, tensors);
        bench.equal('live bytes after the case', backend.memory().bytes, bytes);
      },
    })),
  ),
  {
    name: `${backend.name}: every use of a disposed backend fails with a DisposedBackendError, and its tensors can be freed`,
    run: () => disposeCase(backend),
  },
];
