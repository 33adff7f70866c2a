import { noGrad, ShapeError, show, stack, type Tensor } from '@spikegrad/core';
import { alongside, signal, type Signal } from './signal.js';

/** Runs `step` on each frame of `[T, …]` and stacks what comes out. */
export function stepThrough(x: Tensor, step: (frame: Tensor) => Tensor): Tensor {
  const frames: readonly Signal[] = Array.from({ length: x.shape[0]! }, (_, t) =>
    step(alongside(x, (each) => each.select(0, t))),
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

/** Runs `step` once on all frames of `[T, N, …]` as one batch: for what carries nothing from step to step. @throws ShapeError */
export function asOneBatch(x: Tensor, step: (frames: Tensor) => Tensor): Tensor {
  const [steps, count, ...rest] = x.shape;
  if (steps === undefined || count === undefined) throw new ShapeError('forwardSequence', '[T, N, …]', show(x.shape));
  const y = step(alongside(x, (each) => each.reshape([steps * count, ...rest])));
  return alongside(y, (each) => each.reshape([steps, count, ...each.shape.slice(1)]));
}
