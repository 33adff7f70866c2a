import { preparationOf } from '@spikegrad/data';
import { heldOut, openData, type Reporter } from '@spikegrad/datasets';
import { type Estimate, linearRegression, oneByOne, percent, type RunConfig, testPass } from '@spikegrad/trainer';

/** Images of a batch; a sum over as many loses nothing that counts in single precision. */
const batchSize = 500;

/** Tests a linear regression on the pixels of a run's images, learned from the same training images, and says its accuracy. @throws ValueError for event data */
export async function baseline(config: RunConfig, reporter: Reporter): Promise<Estimate> {
  const { training, testing } = heldOut(await openData(config.data, reporter), config.validation);
  const batches = (dataset: typeof training) =>
    oneByOne(dataset, preparationOf(config, 'test'), [testPass({ batchSize })]);
  const result = await linearRegression(batches(training), batches(testing), training.classes.length);
  reporter.say(`linear regression on the pixels of the same images: ${percent(result.accuracy)}`);
  reporter.emit({ event: 'baseline', ...result });
  return result;
}
