import { SpikegradError } from '@spikegrad/core';
import { loadStateDict, type Module } from '@spikegrad/nn';
import { decodeWeights } from '../checkpoint/weights.js';
import { openWeights } from '../folder/openWeights.js';
import { RunError } from '../folder/readRunConfig.js';
import { runFiles } from '../folder/runFiles.js';

/** An upper bound for the header of a file of weights, in bytes. */
const mostHeader = 2 ** 20;

/**
 * Loads the weights that a run wrote, or none of them. @returns whether the file has a digest, which was then checked
 * @throws RunError
 */
export async function loadWeights(model: Module, folder: string): Promise<boolean> {
  const { model: file, config } = runFiles(folder);
  const refuse = (expected: string, received: string): never => {
    throw new RunError(file, expected, received);
  };
  const values = [...model.namedParameters(), ...model.namedBuffers()].reduce((sum, { value }) => sum + value.size, 0);
  const most = 8 * values + mostHeader;
  const opened = await openWeights(folder);
  try {
    // Checked before reading: the file may have any size.
    if (opened.size > most)
      refuse(`at most the ${most} bytes that the network of config.json takes`, `${opened.size} bytes`);
    const { entries, sealed } = decodeWeights(await opened.readAll(), file);
    loadStateDict(model, entries);
    return sealed;
  } catch (error) {
    if (!(error instanceof SpikegradError) || error instanceof RunError) throw error;
    const advice = `config.json may belong to another run, or the file is damaged; \`spikegrad train ${config}\` trains the run again`;
    return refuse('the weights of the network in config.json', `${error.message}; ${advice}`);
  } finally {
    await opened.close();
  }
}
