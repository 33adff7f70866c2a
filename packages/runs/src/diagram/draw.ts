import type { Module } from '@spikegrad/nn';
import { dataflow } from '@spikegrad/nn';
import { escaped } from '@spikegrad/files';
import type { BoxKind } from './box.js';
import { boxHeight, gap, layOut, type Placed, type RowLayout } from './layout.js';
import { rowsOf, type Row } from './rows.js';

/** Space around the picture, width of the text before a row, and space between rows. */
const [margin, gutter, between] = [24, 156, 30];

/** Fill, line and text colour of each kind of box, in the light and in the dark theme. */
const colours: Readonly<Record<BoxKind, { readonly day: readonly string[]; readonly night: readonly string[] }>> = {
  synapse: { day: ['#dbeafe', '#3b82f6', '#1e3a8a'], night: ['#172f57', '#60a5fa', '#dbeafe'] },
  norm: { day: ['#dcfce7', '#22a55a', '#14532d'], night: ['#12372a', '#4ade80', '#dcfce7'] },
  neuron: { day: ['#ffedd5', '#ea7c1f', '#7c2d12'], night: ['#4a2412', '#fb923c', '#ffedd5'] },
  plain: { day: ['#f1f5f9', '#94a3b8', '#334155'], night: ['#262f3d', '#8492a6', '#e2e8f0'] },
  sum: { day: ['#ffffff', '#475569', '#1e293b'], night: ['#0f1722', '#a3b1c4', '#e2e8f0'] },
};

const rules = (hours: 'day' | 'night'): string =>
  Object.entries(colours)
    .map(
      ([
        kind,
        {
          [hours]: [fill, line, text],
        },
      ]) => `.${kind} rect,.${kind} circle{fill:${fill};stroke:${line}}.${kind} text{fill:${text}}`,
    )
    .join('');

const style = `<style>
svg{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif}
text{font-size:13px;text-anchor:middle;dominant-baseline:central}
.detail{font-size:11.5px;opacity:.85}.left{text-anchor:start}.strong{font-weight:600}.head{font-size:19px;font-weight:600}
.paper{fill:#fff}.ink{fill:#1e293b}.faint{fill:#64748b;font-size:12px}.line{fill:none;stroke:#64748b;stroke-width:1.5}.tip{fill:#64748b}.turn{stroke:#cbd5e1}
rect,circle{stroke-width:1.3}.paper{stroke:none}
${rules('day')}
@media (prefers-color-scheme:dark){.paper{fill:#0f1722}.ink{fill:#e2e8f0}.faint{fill:#94a3b8}.line{stroke:#94a3b8}.tip{fill:#94a3b8}.turn{stroke:#3b4758}
${rules('night')}}
</style>`;

/** Text above a diagram. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

/**
 * Draws a network in the order of its computation. A row is one block, or the layers up to a pooling. Equal blocks
 * are drawn once.
 *
 * @param input the shape of a batch, `[1, C, H, W]`
 */
export function drawNetwork(model: Module, input: readonly number[], { title, subtitle }: Heading): string {
  const layouts = rowsOf(dataflow(model, input)).map(layOut);
  const left = margin + gutter;
  const width = Math.max(780, ...layouts.map((each) => left + each.width + 70)) + margin;
  let y = margin + 76;
  const parts = layouts.map((layout, i) => {
    const middle = y + layout.above;
    const next = layouts[i + 1];
    const bottom = middle + boxHeight / 2;
    y = bottom + between;
    const end = left + layout.width + (layout.row.repeat > 1 ? 46 : 6);
    const turn = next ? turnTo({ end, from: middle, lane: bottom + between / 2 - 4, to: y + next.above, left }) : '';
    return drawRow(layout, left, middle) + turn;
  });
  const height = y + 28;
  const head = label('ink head', margin, margin + 12, title) + label('faint', margin, margin + 40, subtitle);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(title)}</title>
<desc>${escaped(subtitle)}</desc>
${style}
<rect class="paper" width="${width}" height="${height}" rx="10"/>
${head}
${parts.join('\n')}
${legend(layouts, margin, y + 2)}
</svg>
`;
}

function drawRow({ row, placed, bypasses }: RowLayout, left: number, middle: number): string {
  const at = (place: number): Placed => placed[place]!;
  const outOf = (place: number): number => left + (place < 0 ? -gap : at(place).x + at(place).width);
  const words =
    label('ink strong', margin, middle - 9, shapeOf(row)) + label('faint', margin, middle + 10, pathOf(row));
  const straight = placed.flatMap(({ x, y, from }) =>
    from
      .filter((place) => (place < 0 ? y === 0 && x === 0 : at(place).y === y && at(place).x < x))
      .slice(0, 1)
      .map((place) => arrow(outOf(place), left + x, middle + y)),
  );
  const round = bypasses.map(({ from, to, y }) => {
    const [begin, end, lane] = [outOf(from) + gap / 2, left + at(to).x + at(to).width / 2, middle + y];
    const down = middle - (at(to).kind === 'sum' ? 12 : boxHeight / 2);
    return `<path class="line" d="M${begin} ${middle}V${lane + 8}q0 -8 8 -8H${end - 8}q8 0 8 8V${down - 6}"/><path class="tip" d="M${end} ${down}l-4 -7h8z"/>`;
  });
  const boxes = placed.map((node) => drawBox(node, left + node.x, middle + node.y));
  const end = left + Math.max(...placed.map(({ x, width }) => x + width));
  const times = row.repeat > 1 ? label('ink strong', end + 12, middle, `× ${row.repeat}`) : '';
  return `<g>${words}${round.join('')}${straight.join('')}${boxes.join('')}${times}</g>`;
}

const arrow = (from: number, to: number, y: number): string =>
  `<path class="line" d="M${from} ${y}H${to - 6}"/><path class="tip" d="M${to} ${y}l-7 -4v8z"/>`;

function drawBox({ kind, title, detail, width }: Placed, x: number, y: number): string {
  const centre = x + width / 2;
  if (kind === 'sum')
    return `<g class="sum"><circle cx="${centre}" cy="${y}" r="12"/><text x="${centre}" y="${y}">${title}</text></g>`;
  const lines =
    detail === ''
      ? `<text x="${centre}" y="${y}">${escaped(title)}</text>`
      : `<text x="${centre}" y="${y - 8}">${escaped(title)}</text><text class="detail" x="${centre}" y="${y + 9}">${escaped(detail)}</text>`;
  return `<g class="${kind}"><rect x="${x}" y="${y - boxHeight / 2}" width="${width}" height="${boxHeight}" rx="7"/>${lines}</g>`;
}

interface Turn {
  readonly end: number;
  readonly from: number;
  /** Between the two rows. */
  readonly lane: number;
  readonly to: number;
  readonly left: number;
}

/** From the end of one row to the beginning of the next. */
const turnTo = ({ end, from, lane, to, left }: Turn): string => {
  const start = left - gap - 2;
  const way = `M${end} ${from}h20q8 0 8 8V${lane - 8}q0 8 -8 8H${start}q-8 0 -8 8V${to - 8}q0 8 8 8h10`;
  return `<path class="line turn" d="${way}"/>`;
};

const shapeOf = ({ output }: Row): string => {
  const [channels, height, width] = output;
  return height === undefined
    ? String(channels)
    : `${channels} × ${height === width ? `${height}²` : `${height} × ${width}`}`;
};

/** `layer1.0`, `layer3.1–5` or `conv1 – neuron1`: the place of a row in the network. */
function pathOf({ paths }: Row): string {
  const [first, last] = paths.map((path) => path.replace(/\.(synapse|norm|neuron)$/, '')) as [string, string];
  if (first === last) return first;
  const stem = first.slice(0, first.lastIndexOf('.') + 1);
  return stem !== '' && last.startsWith(stem) ? `${first}–${last.slice(stem.length)}` : `${first} – ${last}`;
}

const names: readonly (readonly [BoxKind, string])[] = [
  ['synapse', 'synapse'],
  ['norm', 'norm'],
  ['neuron', 'neuron'],
  ['plain', 'other'],
];

function legend(layouts: readonly RowLayout[], x: number, y: number): string {
  const used = new Set(layouts.flatMap(({ placed }) => placed.map(({ kind }) => kind)));
  return names
    .filter(([kind]) => used.has(kind))
    .map(([kind, name], i) => {
      const swatch = `<g class="${kind}"><rect x="${x + 120 * i}" y="${y - 7}" width="22" height="14" rx="4"/></g>`;
      return swatch + label('faint', x + 120 * i + 30, y, name);
    })
    .join('');
}

const label = (look: string, x: number, y: number, text: string): string =>
  `<text class="${look} left" x="${x}" y="${y}">${escaped(text)}</text>`;
