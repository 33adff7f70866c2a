import type { Row, RowNode } from './rows.js';

/** A node with its position in a row; `y` is its middle line, 0 for the main line. */
export interface Placed extends RowNode {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** A line from one node to another that passes above the main line. */
export interface Bypass {
  readonly from: number;
  readonly to: number;
  readonly y: number;
}

/** A row laid out from x = 0 on. */
export interface RowLayout {
  readonly row: Row;
  readonly placed: readonly Placed[];
  readonly bypasses: readonly Bypass[];
  readonly width: number;
  /** Space above the main line. */
  readonly above: number;
}

export const boxHeight = 40;
export const gap = 18;
/** Height of a line without boxes and of one with boxes, above the main line. */
const [bareLane, fullLane] = [34, 56];

/** Lays a row out: the longest path on the main line, other paths above it. */
export function layOut(row: Row): RowLayout {
  const main = longestWay(row.nodes);
  const placed = new Map<number, Placed>();
  let x = 0;
  for (const i of main) {
    const node = row.nodes[i]!;
    const width = widthOf(node);
    placed.set(i, { ...node, x, y: 0, width });
    x += width + gap;
  }
  const bypasses = main.flatMap((to) => {
    const others = row.nodes[to]!.from.filter((from) => main.indexOf(from) !== main.indexOf(to) - 1);
    return others.map((from) => bypass(row, main, placed, from, to));
  });
  const above =
    boxHeight / 2 + Math.max(0, ...bypasses.map(({ y }) => -y - boxHeight / 2 + (y === -fullLane ? boxHeight / 2 : 6)));
  return { row, placed: row.nodes.map((_, i) => placed.get(i)!), bypasses, width: x - gap, above };
}

/** Places the nodes of a path that goes around the main line. */
function bypass(row: Row, main: readonly number[], placed: Map<number, Placed>, last: number, to: number): Bypass {
  const side: number[] = [];
  let from = last;
  for (; from >= 0 && !main.includes(from); from = row.nodes[from]!.from[0]!) side.unshift(from);
  if (side.length === 0) return { from, to, y: -bareLane };
  const width = side.reduce((sum, i) => sum + widthOf(row.nodes[i]!) + gap, -gap);
  const begin = from < 0 ? 0 : placed.get(from)!.x + placed.get(from)!.width;
  let x = (begin + placed.get(to)!.x - width) / 2;
  for (const i of side) {
    const node = row.nodes[i]!;
    placed.set(i, { ...node, x, y: -fullLane, width: widthOf(node) });
    x += widthOf(node) + gap;
  }
  return { from, to, y: -fullLane };
}

/** The longest path from the input of the row to its last node. */
function longestWay(nodes: readonly RowNode[]): readonly number[] {
  const ways = new Map<number, readonly number[]>([[-1, []]]);
  nodes.forEach(({ from }, i) => {
    const before = from.map((place) => ways.get(place)!);
    ways.set(i, [...before.reduce((a, b) => (b.length > a.length ? b : a)), i]);
  });
  return ways.get(nodes.length - 1)!;
}

/** Width of the text, from the mean width of a letter. */
export const widthOf = ({ kind, title, detail }: Pick<RowNode, 'kind' | 'title' | 'detail'>): number =>
  kind === 'sum' ? 24 : Math.round(Math.max(44, 20 + Math.max(7.5 * title.length, 6.4 * detail.length)));
