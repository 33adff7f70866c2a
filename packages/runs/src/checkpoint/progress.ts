import { z } from 'zod';

const whole = z.number().int().min(0);

/** A number; JSON has `null` for one that is not finite. */
const figure = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN);

const figures = z.array(figure).readonly();

const layers = z.array(z.strictObject({ layer: z.string(), rate: figures, threshold: figures })).readonly();

const validation = z.strictObject({ samples: whole, accuracy: figure, low: figure, high: figure, loss: figure });

const epoch = z.strictObject({
  ...{ epoch: whole, iterations: whole, learningRate: figure, loss: figure, accuracy: figure },
  ...{ layers, validation: validation.nullable(), isBest: z.boolean() },
});

/** The `Progress` of `fit`, in the form of a checkpoint. */
export const progress = z.strictObject({
  position: z.strictObject({ epoch: whole, batch: whole }),
  iteration: whole,
  epochs: z.array(epoch).readonly(),
  sums: z.strictObject({ samples: whole, loss: figure, accuracy: figure }),
  ...{ learningRate: figure, layers },
});
