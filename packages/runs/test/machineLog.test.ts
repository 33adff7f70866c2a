import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { cpu, use, type Backend } from '@spikegrad/core';
import { nodeFiles } from '@spikegrad/files';
import { WaitClock, type Iteration } from '@spikegrad/trainer';
import { MachineLog } from '../src/train/machineLog.js';

test('machine.jsonl says the device, and the instruction set of one that has any', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'spikegrad-machine-'));
  const backends: readonly Backend[] = [cpu(), { ...cpu(), name: 'native', instructions: 'avx2' }];
  const log = await MachineLog.open(folder, new WaitClock(), nodeFiles);
  for (const [iteration, backend] of backends.entries()) {
    await use(backend);
    const figures = { learningRate: 0.1, loss: 1, accuracy: 0, layers: [], norms: [] };
    await log.iteration({ iteration, ...figures, membranes: [] } satisfies Iteration);
  }
  await log.close();
  const lines = (await readFile(join(folder, 'machine.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    {
      event: 'machine',
      iteration: 0,
      device: 'cpu',
      bytes: 0,
      peakBytes: 0,
      seconds: expect.any(Number),
      waiting: null,
    },
    expect.objectContaining({ iteration: 1, device: 'native', instructions: 'avx2' }),
  ]);
  await rm(folder, { recursive: true });
});
