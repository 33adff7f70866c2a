import type { LayerActivity } from '@spikegrad/trainer';
import { darkness, layerColour } from './colours.js';
import { nameOf } from './curves.js';
import { element, made } from './element.js';

/** Shows the legend of layers and colours. */
export function showLegend(count: number): void {
  const legend = element('layers-legend', HTMLOListElement);
  const fill = (): void => {
    legend.replaceChildren(
      ...Array.from({ length: count }, (_, i) => made('li', swatch(layerColour(i, count)), nameOf(i))),
    );
  };
  fill();
  darkness.onchange = fill;
}

function swatch(colour: string): SVGElement {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  const bar = document.createElementNS(namespace, 'rect');
  for (const [name, value] of Object.entries({ width: '100%', height: '100%', rx: '2', fill: colour }))
    bar.setAttribute(name, value);
  svg.append(bar);
  svg.setAttribute('aria-hidden', 'true');
  return svg;
}

/** The numbers of the latest batch as a table, which is updated only while it is open. */
export class LayersTable {
  private readonly table = element('layers', HTMLTableElement);
  private readonly fold = this.table.closest('details')!;
  private layers: readonly LayerActivity[] = [];

  constructor() {
    this.fold.addEventListener('toggle', () => {
      this.write();
    });
  }

  show(layers: readonly LayerActivity[]): void {
    this.layers = layers;
    this.write();
  }

  private write(): void {
    if (this.fold.open) this.table.replaceChildren(...(this.layers.length > 0 ? partsOf(this.layers) : []));
  }
}

function heading(scope: 'col' | 'row', text: string): HTMLElement {
  const cell = made('th', text);
  cell.scope = scope;
  return cell;
}

function partsOf(layers: readonly LayerActivity[]): readonly HTMLElement[] {
  const times = layers[0]!.rate.map((_, t) => t + 1);
  const head = made('tr', heading('col', 'Layer'), ...times.map((t) => heading('col', `rate ${t}`)));
  head.append(...times.map((t) => heading('col', `θ[${t}]`)));
  const rows = layers.map(({ rate, threshold }, i) =>
    made(
      'tr',
      heading('row', nameOf(i)),
      ...rate.map((value) => made('td', `${(100 * value).toFixed(1)} %`)),
      ...threshold.map((value) => made('td', value.toFixed(3))),
    ),
  );
  return [made('thead', head), made('tbody', ...rows)];
}
