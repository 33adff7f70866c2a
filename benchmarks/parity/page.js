import { percents, table } from '../page/table.js';
import { networks } from './cases.js';

const ways = { float64: 'float64, free', float32: 'float32, from the same state' };

export const paritySetting = ({ torch: { absent }, count, setting }) =>
  absent ??
  `${count} training steps, T = ${setting.steps}, batch ${setting.size}, a sixteenth of the channels; SGD at ${setting.learningRate}, momentum ` +
    `${setting.momentum}, weight decay ${setting.weightDecay}.`;

/** The difference of every comparison, and whether it is within the bound. */
export function parityTable({ torch: { absent }, rows, bounds }) {
  if (absent) return absent;
  const cells = rows.map(({ network, method, dtype, state, path, loss, flipped, rates, holds }) => {
    const ends = Object.values(rates);
    const [least, most] = [Math.min(...ends.map(([low]) => low)), Math.max(...ends.map(([, high]) => high))];
    return [
      ...[networks[network].title, method, ways[dtype]],
      ...[loss.toExponential(1), path ? `${state.toExponential(1)} (\`${path}\`)` : '0'],
      ...[`${bounds[dtype]}${holds ? '' : ', **above the bound**'}`, String(flipped)],
      `${percents(least)} to ${percents(most)}`,
    ];
  });
  const head = [
    'network',
    'method',
    'precision',
    'loss',
    'state (worst tensor)',
    'bound',
    'steps with a flipped spike',
  ];
  return table([[...head, 'firing rates of layers'], ...cells]);
}

/** Firing rates of every layer, least to most of the training steps. */
export function parityRates({ torch: { absent }, rows }) {
  if (absent) return absent;
  const line = ({ network, method, rates }) => {
    const each = Object.entries(rates).map(([layer, ends]) => {
      const [least, most] = ends.map((rate) => (100 * rate).toFixed(1));
      return `\`${layer}\` ${least} to ${most}`;
    });
    return `* ${networks[network].title}, ${method}: ${each.join(', ')}`;
  };
  return rows
    .filter(({ dtype }) => dtype === 'float64')
    .map(line)
    .join('\n');
}
