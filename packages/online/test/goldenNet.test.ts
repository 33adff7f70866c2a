import { describe, expect, test } from '@jest/globals';
import { readGolden } from '../../normalization/test/golden.js';
import { expectClose } from '../../normalization/test/numbers.js';
import { bptt, online } from '../src/index.js';
import { learn, network, type Golden } from './goldenNet.js';

const golden = readGolden<Golden>('golden/net_osr_ots.json', import.meta.url);

describe('a small network gives the golden logits, losses, thresholds, rates, gradients and statistics', () => {
  test('in all cases: four norms, with and without OTS, both resets, and through time', () => {
    expect(golden.cases).toHaveLength(20);
  });

  test.each(golden.cases.map((each) => [named(each), each] as const))('%s', async (_, each) => {
    const { model, learned, kept } = network(each, golden.params);
    const { result, readings, steps } = await learn(each.bptt ? bptt() : online(), model, golden.x, golden.y, each);
    each.steps.forEach((expected, t) => {
      expectClose(steps[t]!.logits, expected.logits);
      expectClose(steps[t]!.loss, expected.loss);
    });
    const over = (figure: 'loss' | 'theta1' | 'theta2' | 'rate1' | 'rate2') => each.steps.map((step) => step[figure]);
    const [first, second] = [readings['layers.2']!, readings['layers.6']!];
    expectClose(first.threshold!, over('theta1'));
    expectClose(second.threshold!, over('theta2'));
    expectClose(first.rate!, over('rate1'));
    expectClose(second.rate!, over('rate2'));
    for (const [name, gradient] of Object.entries(each.grads)) expectClose(learned[name]!.grad!, gradient);
    for (const [name, value] of Object.entries(each.after)) expectClose(kept[name]!, value);
    const total = over('loss').reduce((sum, loss) => sum + loss);
    expectClose(result.loss, total);
  });

  test('and it really fires, so that the comparison means something', () => {
    const rates = golden.cases.flatMap(({ steps }) => steps.flatMap(({ rate1, rate2 }) => [rate1, rate2]));
    expect(Math.min(...rates)).toBeGreaterThan(0.02);
    expect(Math.max(...rates)).toBeLessThan(0.75);
  });
});

function named({ mode, ots, reset, bptt: throughTime }: Golden['cases'][number]): string {
  return [mode, ots ? 'OTS' : 'fixed threshold', `${reset} reset`, throughTime ? 'through time' : 'online'].join(', ');
}
