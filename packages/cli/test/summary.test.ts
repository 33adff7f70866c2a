import { describe, expect, test } from '@jest/globals';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spikegrad } from './commandLine.js';

interface Totals {
  readonly event: string;
  readonly parameters: number;
  readonly tensors: number;
  readonly released: number;
  readonly macs: number;
  readonly neurons: number;
  readonly memory: { readonly held: number; readonly peak: number };
}

async function totals(...flags: readonly string[]): Promise<Totals> {
  const { code, out, err } = await spikegrad('summary', '--json', ...flags);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out.split('\n').at(-1)!) as Totals;
}

const set = (...fields: readonly string[]): readonly string[] => fields.flatMap((field) => ['--set', field]);
const fixed = set('neuron.threshold={"name":"fixed"}');

describe('spikegrad summary', () => {
  test.each([
    ['vgg', [], 9_231_114, 50, 605.8, 409_600],
    ['vggWS', set('norm.name=none'), 9_228_362, 26, 605.8, 409_600],
    ['resNet', [], 14_669_834, 122, 2287.3, 1_441_792],
    ['sewResNet', [], 21_806_184, 218, 3663.8, 3_738_112],
    ['nfResNet', [], 21_806_184, 218, 3663.8, 2_935_296],
    ['nfResNetWS', set('norm.name=none'), 21_797_688, 126, 3663.8, 2_935_296],
  ])('tells what %s is published to have', async (name, others, parameters, tensors, millions, neurons) => {
    const found = await totals(...set(`model.name=${name}`), ...others, ...fixed, ...set('batchSize=2', 'steps=1'));
    expect(found).toMatchObject({ event: 'summary', parameters, tensors, neurons });
    expect(Math.round(found.macs / 1e5) / 10).toBe(millions);
  });

  test('of a network that cannot learn from one image says what to use instead', async () => {
    const { code, err } = await spikegrad('summary', ...set('model.name=resNet', 'model.width=0.125', 'batchSize=1'));
    expect([code, err]).toEqual([1, expect.stringContaining('more than one value per channel in training')]);
  });

  test('shows a network what the set of its config has, whatever its stem', async () => {
    const { out } = await spikegrad('summary', ...set('model.name=sewResNet', 'model.width=0.25', 'data.set=cifar10'));
    expect(out).toContain('sewResNet-34 × 0.25, 3 × 32 × 32, 10 classes\n');
    const gestures = set('model.width=0.25', 'data.set=dvsGesture', 'data.frames.size=24', 'steps=2', 'batchSize=2');
    expect((await spikegrad('summary', ...gestures)).out).toContain('vgg-9 × 0.25, 2 × 24 × 24, 11 classes\n');
  });

  test('lists every layer, and takes images of any size, channels and classes', async () => {
    const flags = ['--size', '16', '--channels', '2', '--classes', '5', ...set('model.width=0.25')];
    const { out } = await spikegrad('summary', ...flags);
    expect(out).toMatch(/features\.0\.synapse +Conv2d +1 × 16 × 16 × 16 +304 +73,728 +0\n/);
    expect(out).toMatch(/features\.0\.neuron +LIF +1 × 16 × 16 × 16 +0 +0 +4,096\n/);
    expect(out).toContain('vgg-9 × 0.25, 2 × 16 × 16, 5 classes\n');
    expect(out).toMatch(
      /\d+ MB at most in a training step of 32 images, T = 4, online, sgd; \d+ MB between two steps$/,
    );
  });

  test('tells how many tensors a released network has, and how many OTS adds by remembering thresholds', async () => {
    expect((await spikegrad('summary', ...set('model.width=0.125'))).out).toContain(
      '; 58 tensors in its state dict, 50 without the running thresholds of OTS\n',
    );
    expect((await spikegrad('summary', ...set('model.width=0.125'), ...fixed)).out).toContain(
      '; 50 tensors in its state dict\n',
    );
    expect(await totals(...set('model.width=0.125'))).toMatchObject({ tensors: 58, released: 50 });
  });

  test('knows what memory depends on', async () => {
    const narrow = set('model.width=0.125');
    const { held, peak } = (await totals(...narrow)).memory;
    expect((await totals(...narrow, ...set('steps=16'))).memory.peak - peak).toBeLessThan(5000); // thresholds of twelve more steps
    expect((await totals(...narrow, ...set('rule.name=bptt', 'steps=16'))).memory.peak).toBeGreaterThan(4 * peak);
    expect((await totals(...narrow, ...set('batchSize=64'))).memory.peak).toBeGreaterThan(1.8 * (peak - held));
    expect((await totals(...narrow, ...set('optimizer={"name":"adam"}'))).memory.held).toBeGreaterThan(held);
  });

  test.each(['batchRenorm', 'bntt', 'tdbn', 'tebn', 'linear'])('knows what a network of %s takes', async (norm) => {
    const rule = norm.startsWith('t') ? 'bptt' : 'online';
    const { memory } = await totals(...set('model.width=0.125', `norm.name=${norm}`, `rule.name=${rule}`));
    expect(memory.peak).toBeGreaterThan(memory.held);
  });

  test('reads a config, and says what is wrong with one', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'spikegrad-')), 'run.json');
    await writeFile(file, JSON.stringify({ data: { set: 'cifar10' }, model: { width: 0.5 } }));
    expect((await spikegrad('summary', file)).out).toContain('vgg-9 × 0.5');
    const { code, err } = await spikegrad('summary', ...set('model.name=vggWS'));
    expect(code).toBe(1);
    expect(err).toContain('norm.name: expected none with model.name vggWS');
    expect((await spikegrad('summary', ...set('model.depht=3'))).err).toContain('did you mean model.depth?');
  });
});
