import { FormatError } from '@spikegrad/core';
import type { EpochEvent, MachineEvent, MembranesEvent } from '../history/events.js';
import type { BatchFigures } from '../history/history.js';
import type { RunRecord } from '../report/readRun.js';
import { meanOf } from '@spikegrad/trainer';

/** One figure for each layer and time step. */
export interface LayerSteps {
  readonly layer: string;
  readonly steps: readonly number[];
}

/** The data of a finished run that a page draws. */
export interface RunFigures {
  readonly rates: readonly LayerSteps[];
  readonly thresholds: readonly LayerSteps[];
  /** The last recorded membranes of the run. */
  readonly membranes: MembranesEvent['layers'];
  /** The validation after each epoch; empty where the config has none. */
  readonly epochs: readonly EpochEvent[];
  readonly machine: { readonly device: string; readonly seconds: number } | null;
  /** What the code computed, by `codeHashOf`; more than one where it changed within the run, none where it was not recorded. */
  readonly code: readonly string[];
}

export function figuresOf({ history, epochs, membranes, machine, code }: RunRecord): RunFigures {
  const { recorded } = history;
  return {
    rates: averaged(recorded, 'rate'),
    thresholds: averaged(recorded, 'threshold'),
    membranes: membranes.at(-1)?.layers ?? [],
    epochs,
    machine: machine.length > 0 ? { device: machine.at(-1)!.device, seconds: secondsOf(machine) } : null,
    code: [...new Set(code.map(({ hash }) => hash))],
  };
}

function averaged(rows: readonly BatchFigures[], field: 'rate' | 'threshold'): readonly LayerSteps[] {
  return rows[0]!.layers.map(({ layer, [field]: first }, i) => ({
    layer,
    steps: first.map((_, step) =>
      meanOf(
        rows.map(({ iteration, layers }) => {
          const value = layers[i]?.[field][step];
          if (value === undefined) throw new FormatError(`batch ${iteration + 1}`, `a ${field} of ${layer}`, 'none');
          return value;
        }),
      ),
    ),
  }));
}

/** Seconds of a batch, from the last two machine events of one process; `null` where no process has two. */
export function secondsPerBatchOf(rows: readonly MachineEvent[]): number | null {
  for (let i = rows.length - 1; i > 0; i--) {
    const [before, after] = [rows[i - 1]!, rows[i]!];
    if (after.seconds > before.seconds) return (after.seconds - before.seconds) / (after.iteration - before.iteration);
  }
  return null;
}

/** Each process counts from 0: the seconds of an interrupted run are the sum over its processes. */
const secondsOf = (rows: readonly MachineEvent[]): number =>
  rows.reduce((sum, { seconds }, i) => {
    const next = rows[i + 1];
    return !next || next.seconds < seconds ? sum + seconds : sum;
  }, 0);
