import { type NetworkDescription, networkTitle, type RunConfig } from '@spikegrad/trainer';
import { drawNetwork } from './draw.js';

/** Draws the network of a config, with a title and its size. @param title replaces the name from the config */
export function drawDescription(
  { model: section }: RunConfig,
  { model, input, summary }: NetworkDescription,
  title = networkTitle(section),
): string {
  const { parameters, macs, neurons } = summary;
  const count = (value: number): string => value.toLocaleString('en-US');
  const subtitle = `${count(parameters)} parameters · ${count(Math.round(macs / 1e6))} million multiply-adds and ${count(neurons)} neurons per image of ${input.slice(1).join(' × ')} and time step`;
  return drawNetwork(model, input, { title, subtitle });
}
