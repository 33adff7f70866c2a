import { preparationOf } from '@spikegrad/data';
import { heldOut, openData, type Reporter } from '@spikegrad/datasets';
import { type Estimate, linearRegression, oneByOne, percent, type RunConfig, testPass } from '@spikegrad/trainer';

/** Images per batch. Sums within a batch are in single precision, sums over batches in double precision. */
const batchSize = 500;

/**
 * Fits a linear regression to the pixels of a run's training images, and prints its accuracy on the run's test images.
 *
 * @throws ValueError for event data
 */
export async function baseline(config: RunConfig, reporter: Reporter): Promise<Estimate> {
  const { training, testing } = heldOut(await openData(config.data, reporter), config.validation);
  const batches = (dataset: typeof training) =>
    oneByOne(dataset, preparationOf(config, 'test'), [testPass({ batchSize })]);
  const result = await linearRegression(batches(training), batches(testing), training.classes.length);
  reporter.say(`linear regression on the pixels of the same images: ${percent(result.accuracy)}`);
  reporter.emit({ event: 'baseline', ...result });
  return result;
}
