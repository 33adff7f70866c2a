import { noGrad, ShapeError, formatShape, stack, type Tensor } from '@spikegrad/core';
import { mapSignal, signal, type Signal } from './signal.js';

/** Runs `step` on each frame of `[T, …]` and stacks the results. */
export function stepByStep(x: Tensor, step: (frame: Tensor) => Tensor): Tensor {
  const frames: readonly Signal[] = Array.from({ length: x.shape[0]! }, (_, t) =>
    step(mapSignal(x, (each) => each.select(0, t))),
  );
  const traces = frames.flatMap(({ presynaptic }) => presynaptic ?? []);
  const y = stack(frames);
  return traces.length === frames.length
    ? signal(
        y,
        noGrad(() => stack(traces)),
      )
    : y;
}

/** Runs `step` once on all frames of `[T, N, …]` as one batch, for modules without state. @throws ShapeError */
export function stepsAsBatch(x: Tensor, step: (frames: Tensor) => Tensor): Tensor {
  const [steps, count, ...rest] = x.shape;
  if (steps === undefined || count === undefined)
    throw new ShapeError('forwardSequence', '[T, N, …]', formatShape(x.shape));
  const y = step(mapSignal(x, (each) => each.reshape([steps * count, ...rest])));
  return mapSignal(y, (each) => each.reshape([steps, count, ...each.shape.slice(1)]));
}
