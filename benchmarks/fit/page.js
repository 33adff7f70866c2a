import { figure, mebibytes, table } from '../page/table.js';

/** Memory that is kept between steps, and memory of one step, in numbers per neuron and image. */
export function fitTable({ rows }) {
  const body = rows.map(({ name, size, neurons, parameters, heldBytes, peakBytes }) => [
    ...[name, String(size), mebibytes(4 * 3 * parameters), (neurons * size).toLocaleString('en-US')],
    figure((peakBytes - heldBytes) / (4 * neurons * size)),
    `${mebibytes(peakBytes)}${peakBytes < 2 ** 32 ? '' : ', more than 4 GiB'}`,
  ]);
  const head = [
    '',
    'batch',
    'weights, gradients, momentum',
    'neurons',
    'other numbers for each neuron',
    'total at most',
  ];
  return table([head, ...body]);
}
