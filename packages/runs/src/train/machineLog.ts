import { defaultBackend } from '@spikegrad/core';
import { type FileSystem, JsonLines } from '@spikegrad/files';
import type { Iteration, Recorder, WaitClock } from '@spikegrad/trainer';
import { runFiles } from '../folder/runFiles.js';

/**
 * `machine.jsonl`: memory and speed, which depend on the machine and are kept apart from training results. It gets
 * one line whenever membranes are recorded. The line has the device and its instruction set, if it has one. It has the
 * bytes of live tensors and their peak so far. It also has the seconds of training, and the fraction of them that
 * training waited for data. A run of a page also has one line per process, with the hash of its code.
 */
export class MachineLog implements Recorder {
  private readonly lines: JsonLines;
  private readonly waiting: WaitClock;
  private readonly startedAt = performance.now();

  private constructor(lines: JsonLines, waiting: WaitClock) {
    this.lines = lines;
    this.waiting = waiting;
  }

  static async open(folder: string, waiting: WaitClock, files: FileSystem): Promise<MachineLog> {
    return new MachineLog(await JsonLines.open(runFiles(folder).machine, files), waiting);
  }

  async iteration({ iteration, membranes }: Iteration): Promise<void> {
    if (!membranes) return;
    const backend = defaultBackend();
    const { name, instructions } = backend;
    const device = { device: name, ...(instructions !== undefined && { instructions }) };
    const { bytes, peakBytes } = backend.memory();
    const seconds = Math.round(performance.now() - this.startedAt) / 1000;
    const waiting = this.waiting.fraction();
    await this.lines.write({ event: 'machine', iteration, ...device, bytes, peakBytes, seconds, waiting });
  }

  /** Writes what the code computes, for a process that goes on from a batch. @param hash that of `codeHashOf` */
  code(iteration: number, hash: string): Promise<void> {
    return this.lines.write({ event: 'code', iteration, device: defaultBackend().name, hash });
  }

  close(): Promise<void> {
    return this.lines.close();
  }
}
