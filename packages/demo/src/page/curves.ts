import { type Iteration, type LayerActivity, meanOf, percent } from '@spikegrad/trainer';
import { Chart } from './chart.js';
import { colourOf, layerColour } from './colours.js';
import { element } from './element.js';

/** Number of batches in a moving average. */
const window = 20;

const place = (id: string): HTMLElement => element(id, HTMLElement);

/** The four charts of a training, drawn at most once per frame. */
export class Curves {
  private readonly charts: readonly Chart[];
  private readonly batch: number[] = [];
  private readonly loss: number[] = [];
  private readonly smoothLoss: number[] = [];
  private readonly accuracy: number[] = [];
  private readonly smoothAccuracy: number[] = [];
  /** The firing rates of each layer in the latest batches. */
  private readonly recent: number[][] = [];
  private readonly smoothRates: readonly number[][];
  private layers: readonly LayerActivity[];
  private isDue = false;

  /** @param layers the first records, which give the number of layers */
  constructor(layers: readonly LayerActivity[]) {
    this.layers = layers;
    this.smoothRates = layers.map(() => []);
    const soft = { label: 'single batches', colour: () => colourOf('trace'), width: 1 };
    const bold = { label: 'smoothed', colour: () => colourOf('accent'), width: 2.5 };
    const each = layers.map((_, i) => ({
      label: nameOf(i),
      colour: () => layerColour(i, layers.length),
      width: 1.8,
    }));
    this.charts = [
      new Chart(place('loss-chart'), { lines: [soft, bold] }),
      new Chart(place('accuracy-chart'), { lines: [soft, bold], isPercent: true, range: [0, 1] }),
      new Chart(place('rate-chart'), { lines: each, isPercent: true }),
      new Chart(place('threshold-chart'), { lines: each, across: 'time step t' }),
    ];
  }

  add({ iteration, loss, accuracy, layers }: Iteration): void {
    this.batch.push(iteration + 1);
    this.loss.push(loss);
    this.accuracy.push(accuracy);
    this.smoothLoss.push(meanOf(this.loss.slice(-window)));
    this.smoothAccuracy.push(meanOf(this.accuracy.slice(-window)));
    this.recent.push(layers.map(({ rate }) => meanOf(rate)));
    if (this.recent.length > window) this.recent.shift();
    this.smoothRates.forEach((rates, i) => rates.push(meanOf(this.recent.map((rate) => rate[i]!))));
    this.layers = layers;
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => {
      this.isDue = false;
      this.draw();
    });
  }

  /** The current moving averages; the firing rate is the mean of the layers. */
  get now(): { readonly loss: number; readonly accuracy: number; readonly rate: number } {
    const rates = this.smoothRates.map((rate) => rate.at(-1)!);
    return { loss: this.smoothLoss.at(-1)!, accuracy: this.smoothAccuracy.at(-1)!, rate: meanOf(rates) };
  }

  destroy(): void {
    for (const chart of this.charts) chart.destroy();
  }

  private draw(): void {
    const [loss, accuracy, rate, threshold] = this.charts;
    const { batch, layers } = this;
    const { length } = batch;
    const now = this.now;
    loss!.show([batch, this.loss, this.smoothLoss], `Loss after ${length} batches: ${now.loss.toFixed(2)}`);
    accuracy!.show(
      [batch, this.accuracy, this.smoothAccuracy],
      `Accuracy after ${length} batches: ${percent(now.accuracy)}`,
    );
    rate!.show(
      [batch, ...this.smoothRates],
      `Firing rates of ${layers.length} layers; the table below has the numbers`,
    );
    threshold!.show(
      [layers[0]!.threshold.map((_, t) => t + 1), ...layers.map((layer) => [...layer.threshold])],
      `Thresholds of ${layers.length} layers; the table below has the numbers`,
    );
  }
}

/** Layers are counted from the input. */
export const nameOf = (place: number): string => `Layer ${place + 1}`;
