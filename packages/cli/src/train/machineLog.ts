import { defaultBackend } from '@spikegrad/core';
import type { FileSystem } from '../files/fileSystem.js';
import { JsonLines } from '../files/jsonLines.js';
import type { Iteration } from './learn.js';
import type { Recorder } from './recorder.js';
import { runFiles } from './runFiles.js';

/**
 * `machine.jsonl`: memory and speed, which depend on the machine and are no part of what a run learned. A line for each look at
 * membranes: bytes of tensors that live, the most that lived at once so far, and the seconds that training has taken.
 */
export class MachineLog implements Recorder {
  private readonly lines: JsonLines;
  private readonly begin = performance.now();

  private constructor(lines: JsonLines) {
    this.lines = lines;
  }

  static async open(folder: string, files: FileSystem): Promise<MachineLog> {
    return new MachineLog(await JsonLines.open(runFiles(folder).machine, files));
  }

  async iteration({ iteration, membranes }: Iteration): Promise<void> {
    if (!membranes) return;
    const backend = defaultBackend();
    const { bytes, peakBytes } = backend.memory();
    const seconds = Math.round(performance.now() - this.begin) / 1000;
    await this.lines.write({ event: 'machine', iteration, device: backend.name, bytes, peakBytes, seconds });
  }

  test(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
