import { keep, scope, type Tensor } from '@spikegrad/core';
import { Monitor, type Module } from '@spikegrad/nn';
import { predict } from '@spikegrad/online';
import type { Inputs } from './inputs.js';
import type { LabelledBatch } from './iterations.js';
import { Group } from './group.js';
import { layersOf, meanOf, type LayerActivity } from './layers.js';

/** The predictions of a model for one batch. */
export interface Prediction {
  /** A class for each sample. */
  readonly predicted: ArrayLike<number>;
  /** Number of correct predictions. */
  readonly right: number;
  /** Mean over samples and steps; `NaN` unless a loss is given. */
  readonly loss: number;
  /** Activity of every layer of neurons, only for the first batch. */
  readonly layers?: readonly LayerActivity[];
}

/** @see predictions */
export interface PredictionPlan {
  /** Returns the inputs of a batch, by the number of the batch. */
  readonly inputsOf: (image: Tensor, batch: number) => Inputs;
  /** The loss of one step. @defaultValue none */
  readonly loss?: (logits: Tensor, label: Tensor) => Tensor;
  /** The processes that share the batches: rank r of N has batches r, r + N, …. @defaultValue this process alone */
  readonly group?: Group;
}

/**
 * The predictions of a model in evaluation, one batch after the other. On several ranks every one gets the predictions of
 * all batches, in their order.
 *
 * @param batches those of this rank
 */
export async function* predictions(
  model: Module,
  batches: AsyncIterable<LabelledBatch> | Iterable<LabelledBatch>,
  { group = new Group(), ...plan }: PredictionPlan,
): AsyncGenerator<Prediction> {
  const own = ownPredictions(model, batches, plan, group.world);
  try {
    for (;;) {
      const next = await own.next();
      const round = group.exchange(next.done ? null : next.value).filter((prediction) => prediction !== null);
      yield* round;
      if (round.length < group.world.size) return;
    }
  } finally {
    await own.return(undefined);
  }
}

async function* ownPredictions(
  model: Module,
  batches: AsyncIterable<LabelledBatch> | Iterable<LabelledBatch>,
  { inputsOf, loss }: PredictionPlan,
  { rank, size }: Group['world'],
): AsyncGenerator<Prediction, void, undefined> {
  let batch = rank;
  for await (const { image, label } of batches) {
    const monitor = batch === 0 ? new Monitor(model) : null;
    const inputs = inputsOf(image, batch);
    batch += size;
    const losses: Tensor[] = [];
    const step = (t: number): Tensor => {
      const logits = model.forward(inputs.at(t));
      if (loss) losses.push(keep(loss(logits, label)));
      return logits;
    };
    try {
      const classes = scope(() => predict(model, inputs.steps, step, { monitor }).argmax(1));
      const values = Promise.all(losses.map((each) => each.item()));
      const [predicted, labels] = await Promise.all([classes.data(), label.data()]).finally(() => classes.dispose());
      let right = 0;
      for (let i = 0; i < predicted.length; i++) right += Number(predicted[i] === labels[i]);
      const figures = { predicted, right, loss: meanOf(await values) };
      yield { ...figures, ...(monitor && { layers: layersOf(await monitor.read()) }) };
    } finally {
      for (const each of losses) each.dispose();
    }
  }
}
