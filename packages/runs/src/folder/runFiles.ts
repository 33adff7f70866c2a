import { join } from 'node:path';

/** The paths of the files of a run. */
export const runFiles = (folder: string) =>
  ({
    config: join(folder, 'config.json'),
    fit: join(folder, 'fit.json'),
    best: join(folder, 'best.safetensors'),
    metrics: join(folder, 'metrics.jsonl'),
    machine: join(folder, 'machine.jsonl'),
    checkpoints: join(folder, 'checkpoints'),
    model: join(folder, 'model.safetensors'),
    curves: join(folder, 'curves.svg'),
    lock: join(folder, 'run.lock'),
    report: join(folder, 'report.html'),
  }) as const;
