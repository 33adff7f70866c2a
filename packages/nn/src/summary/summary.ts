import { sizeOf, zeros, type Shape } from '@spikegrad/core';
import { inEvaluation } from './inEvaluation.js';
import type { Module } from '../module/module.js';
import { observeCalls } from './observeCalls.js';
import { sequence } from '../sequence/sequence.js';
import { Threshold } from '../sequence/threshold.js';

/** One module of a summary. */
export interface SummaryRow {
  readonly path: string;
  readonly type: string;
  /** Shape of the output, batch included. */
  readonly output: Shape;
  /** Number of parameters of this module alone. */
  readonly parameters: number;
  /** Multiply-adds of one step for the whole batch, of this module alone. */
  readonly macs: number;
  /** Neurons of the whole batch; 0 for a module that does not fire. */
  readonly neurons: number;
}

/** A summary of a model, with totals over all modules. */
export interface Summary {
  readonly rows: readonly SummaryRow[];
  readonly parameters: number;
  readonly macs: number;
  readonly neurons: number;
}

/** A module that has its multiply-adds for one element of a batch. */
interface Counted {
  macs(input: Shape, output: Shape): number;
}

/** A module that calls a threshold is a neuron. */
const isNeuron = (module: Module): boolean => Object.values(module).some((field) => field instanceof Threshold);

const isCounted = (module: Module): module is Module & Counted => 'macs' in module;

/**
 * Shapes, parameters, multiply-adds and neurons of one step, module by module in the order they run. It runs the model
 * once on zeros. Build large models on `meta()`, which needs no memory or computation.
 *
 * @param input the shape of a batch, `[N, C, H, W]` for images
 */
export function summary(model: Module, input: Shape): Summary {
  const [first] = model.parameters();
  const rows: SummaryRow[] = [];
  observeCalls(model, { leave: ({ path, value }, x, y) => rows.push(rowOf(path, value, x.shape, y.shape)) }, () => {
    const options = first ? { backend: first.backend, dtype: first.dtype } : {};
    inEvaluation(model, () => sequence(model, 1, () => void model.forward(zeros(input, options))));
  });
  const total = (figure: 'macs' | 'neurons'): number => rows.reduce((sum, row) => sum + row[figure], 0);
  const parameters = model.parameters().reduce((sum, { size }) => sum + size, 0);
  return { rows, parameters, macs: total('macs'), neurons: total('neurons') };
}

function rowOf(path: string, module: Module, input: Shape, output: Shape): SummaryRow {
  const below = new Set(
    module
      .modules()
      .slice(1)
      .flatMap((child) => child.parameters()),
  );
  const own = module.parameters().filter((parameter) => !below.has(parameter));
  const macs = isCounted(module) ? module.macs(input, output) * input[0]! : 0;
  const parameters = own.reduce((sum, { size }) => sum + size, 0);
  const neurons = isNeuron(module) ? sizeOf(output) : 0;
  return { path, type: module.constructor.name, output, parameters, macs, neurons };
}

/** A summary as a text table. */
export function formatSummary({ rows, parameters, macs, neurons }: Summary): string {
  const cells = rows.map((row) => [
    row.path || '(model)',
    row.type,
    row.output.join(' × '),
    count(row.parameters),
    count(row.macs),
    count(row.neurons),
  ]);
  const table = [
    ['module', 'type', 'output', 'parameters', 'MACs', 'neurons'],
    ...cells,
    ['total', '', '', count(parameters), count(macs), count(neurons)],
  ];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  return table
    .map((row) => row.map((cell, i) => (i < 3 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  '))
    .join('\n');
}

const count = (value: number): string => value.toLocaleString('en-US');
