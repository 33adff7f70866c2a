import type { FlowNode } from '@spikegrad/nn';
import { boxOf, type Box } from './box.js';

/** Nodes by their position in a row; −1 is the input of the row. */
export interface RowNode extends Box {
  readonly from: readonly number[];
}

/** One line of a diagram: a block with its number of repeats, or a sequence of layers. */
export interface Row {
  /** The first and the last of the equal blocks. */
  readonly paths: readonly [string, string];
  /** Shape of its output, without the batch. */
  readonly output: readonly number[];
  readonly repeat: number;
  readonly nodes: readonly RowNode[];
}

/**
 * Splits a network into rows: its blocks, which are the modules that join signals, and the layers between them up to
 * a pooling or a dropout.
 */
export function rowsOf(flow: readonly FlowNode[]): readonly Row[] {
  const blocks = new Set(flow.filter(({ module }) => !module).map(({ path }) => path));
  const blockOf = ({ path }: FlowNode): string | undefined =>
    [...blocks].find((block) => path === block || path.startsWith(`${block}.`));
  const groups: number[][] = [];
  flow.forEach((node, i) => {
    const before = flow[i - 1];
    if (!before || blockOf(before) !== blockOf(node) || (!blockOf(node) && parts(boxOf(before), boxOf(node))))
      groups.push([]);
    groups.at(-1)!.push(i);
  });
  return merged(groups.map((group) => rowOf(flow, group, blockOf)));
}

/** Whether a row outside of blocks ends between two boxes. */
const parts = (before: Box, next: Box): boolean =>
  /(pool|dropout)$/.test(before.title) || (next.title === 'average' && before.kind !== 'sum');

function rowOf(
  flow: readonly FlowNode[],
  group: readonly number[],
  blockOf: (node: FlowNode) => string | undefined,
): Row {
  const nodes = group.map((i) => ({ ...boxOf(flow[i]!), from: flow[i]!.from.map((from) => group.indexOf(from)) }));
  const last = flow[group.at(-1)!]!;
  const path = blockOf(last);
  return { paths: [path ?? flow[group[0]!]!.path, path ?? last.path], output: last.output.slice(1), repeat: 1, nodes };
}

/** A key that is equal for rows that differ only in numbers that may vary. */
const signature = ({ nodes, output }: Row): string =>
  JSON.stringify([output, nodes.map(({ varies, detail, ...rest }) => (varies ? rest : { ...rest, detail }))]);

function merged(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = [];
  for (const row of rows) {
    const before = result.at(-1);
    if (before && row.paths[0] === row.paths[1] && signature(before) === signature(row)) {
      const nodes = before.nodes.map((node, i) => ({ ...node, detail: spanned(node.detail, row.nodes[i]!.detail) }));
      result[result.length - 1] = {
        ...before,
        nodes,
        paths: [before.paths[0], row.paths[1]],
        repeat: before.repeat + 1,
      };
    } else result.push(row);
  }
  return result;
}

/** The first and the last of numbers that vary. */
const spanned = (before: string, now: string): string =>
  before === now ? before : `${before.split(' … ')[0]} … ${now}`;
