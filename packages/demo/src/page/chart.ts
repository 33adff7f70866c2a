import uPlot from 'uplot';
import { colourOf, darkness } from './colours.js';

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
  /** A fixed minimum and maximum of the axis. */
  readonly range?: readonly [number, number];
  /** The horizontal axis has integer steps. @defaultValue batches */
  readonly across?: string;
}

/** A chart that fills its element. */
export class Chart {
  private readonly place: HTMLElement;
  private readonly options: ChartOptions;
  private plot: uPlot;
  private data: uPlot.AlignedData;

  constructor(place: HTMLElement, options: ChartOptions) {
    this.place = place;
    this.options = options;
    this.data = [[], ...options.lines.map(() => [])];
    this.plot = this.create();
    new ResizeObserver(() => {
      this.plot.setSize(sizeOf(place));
    }).observe(place);
    darkness.addEventListener('change', () => {
      this.plot.destroy();
      this.plot = this.create();
    });
  }

  /** @param data the positions on the horizontal axis, and the values of each line */
  show(data: readonly (readonly number[])[], description: string): void {
    this.data = data as uPlot.AlignedData;
    this.plot.setData(this.data);
    this.place.setAttribute('aria-label', description);
  }

  destroy(): void {
    this.plot.destroy();
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
    const text = (value: number): string => (isPercent ? `${(100 * value).toFixed(0)} %` : String(+value.toFixed(3)));
    return new uPlot(
      {
        ...sizeOf(this.place),
        legend: { show: false },
        cursor: { show: false },
        padding: [8, 12, 0, 0],
        scales: { x: { time: false }, y: range ? { range: [...range] } : {} },
        series: [
          {},
          ...lines.map(({ label, colour, width }) => ({ label, width, stroke: colour(), points: { show: false } })),
        ],
        axes: [
          { ...axis, label: across, labelSize: 18, labelFont: '12px system-ui, sans-serif', size: 28, incrs: wholes },
          { ...axis, size: 52, values: (_, values) => values.map(text) },
        ],
      },
      this.data,
      this.place,
    );
  }
}

const wholes = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } => ({
  width: Math.max(width, 50),
  height: Math.max(height, 50),
});
