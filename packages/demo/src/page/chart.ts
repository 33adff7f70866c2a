import { type Limits, limitsOf, outsideText, shortNumber } from '@spikegrad/trainer';
import uPlot from 'uplot';
import { colourOf, darkness } from './colours.js';
import { made } from './element.js';

/** One line of a chart. Colours are read again when the colour scheme changes. */
export interface Line {
  readonly label: string;
  readonly colour: () => string;
  readonly width: number;
}

/** @see Chart */
export interface ChartOptions {
  readonly lines: readonly Line[];
  /** The unit of the values. @defaultValue plain numbers */
  readonly isPercent?: boolean;
  /** A fixed minimum and maximum of the axis. All finite values are between them. @defaultValue the limits without outliers */
  readonly range?: readonly [number, number];
  /** The horizontal axis has integer steps. @defaultValue batches */
  readonly across?: string;
}

/** A chart that fills its element. Outliers are drawn as triangles at the ends of the axis, and a note counts them. */
export class Chart {
  private readonly place: HTMLElement;
  private readonly options: ChartOptions;
  private plot: uPlot;
  private data: readonly (readonly number[])[];
  private limits: Limits = limitsOf([]);
  private readonly note = made('p');
  private readonly resizing = new ResizeObserver(() => {
    this.plot.setSize(sizeOf(this.place));
  });
  private readonly recolour = (): void => {
    this.plot.destroy();
    this.plot = this.create();
  };

  constructor(place: HTMLElement, options: ChartOptions) {
    this.place = place;
    this.options = options;
    this.data = [[], ...options.lines.map(() => [])];
    this.note.className = 'outside';
    place.after(this.note);
    this.plot = this.create();
    this.resizing.observe(place);
    darkness.addEventListener('change', this.recolour);
  }

  /** @param data the positions on the horizontal axis, and the values of each line */
  show(data: readonly (readonly number[])[], description: string): void {
    this.data = data;
    const { range } = this.options;
    const limits = limitsOf(data.slice(1).flat());
    this.limits = range ? { ...limits, low: range[0], high: range[1], above: 0, below: 0 } : limits;
    this.plot.setData(drawn(data));
    const outside = outsideText(this.limits);
    this.note.textContent = outside;
    this.place.setAttribute('aria-label', outside === null ? description : `${description}. ${outside}`);
  }

  destroy(): void {
    this.resizing.disconnect();
    darkness.removeEventListener('change', this.recolour);
    this.plot.destroy();
    this.note.remove();
  }

  private create(): uPlot {
    const { lines, isPercent = false, range, across = 'batches' } = this.options;
    const [soft, line] = [colourOf('soft'), colourOf('line')];
    const axis: uPlot.Axis = {
      stroke: soft,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      font: '12px system-ui, sans-serif',
    };
    const text = (value: number): string => (isPercent ? `${(100 * value).toFixed(0)} %` : shortNumber(value));
    return new uPlot(
      {
        ...sizeOf(this.place),
        legend: { show: false },
        hooks: { draw: [(plot) => this.mark(plot)] },
        cursor: { show: false },
        padding: [8, 12, 0, 0],
        scales: { x: { time: false }, y: { range: () => (range ? [...range] : rangeOf(this.limits)) } },
        series: [
          {},
          ...lines.map(({ label, colour, width }) => ({ label, width, stroke: colour(), points: { show: false } })),
        ],
        axes: [
          { ...axis, label: across, labelSize: 18, labelFont: '12px system-ui, sans-serif', size: 28, incrs: wholes },
          { ...axis, size: 52, values: (_, values) => values.map(text) },
        ],
      },
      drawn(this.data),
      this.place,
    );
  }

  /** Triangles at the ends of the axis, for values outside. */
  private mark({ ctx: context, bbox: { top, height }, valToPos }: uPlot): void {
    const { low, high } = this.limits;
    const [across = [], ...lines] = this.data;
    const size = 5 * devicePixelRatio;
    const triangle = (i: number, tip: number, foot: number): void => {
      const x = valToPos(across[i]!, 'x', true);
      context.beginPath();
      context.moveTo(x, tip);
      context.lineTo(x - size, foot);
      context.lineTo(x + size, foot);
      context.fill();
    };
    context.fillStyle = colourOf('ink');
    across.forEach((_, i) => {
      const values = lines.map((line) => line[i]!).filter(Number.isFinite);
      if (values.some((value) => value > high)) triangle(i, top, top + 1.5 * size);
      if (values.some((value) => value < low)) triangle(i, top + height, top + height - 1.5 * size);
    });
  }
}

/** The limits of an axis with a margin, at round numbers. */
const rangeOf = ({ low, high }: Limits): uPlot.Range.MinMax => uPlot.rangeNum(low, high, 0.1, true);

/** What uPlot draws: NaN and infinite values are gaps. */
const drawn = ([across = [], ...lines]: readonly (readonly number[])[]): uPlot.AlignedData => [
  [...across],
  ...lines.map((line) => line.map((value) => (Number.isFinite(value) ? value : null))),
];

const wholes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } => ({
  width: Math.max(width, 50),
  height: Math.max(height, 50),
});
