import { describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { meta, Random } from '@spikegrad/core';
import { Conv2d, dataflow, Linear, Module, Sequential, Flatten } from '@spikegrad/nn';
import { parseHTML } from 'linkedom';
import type { Tensor } from '@spikegrad/core';
import { drawNetwork } from '../../runs/src/diagram/draw.js';
import { layOut } from '../../runs/src/diagram/layout.js';
import { rowsOf } from '../../runs/src/diagram/rows.js';
import { describeNetwork } from '../../trainer/src/summary/describeNetwork.js';
import { spikegrad } from './commandLine.js';
import { tinyConfig } from '../../trainer/test/tinyConfig.js';

const described = (model: object, norm = 'osr') =>
  describeNetwork(tinyConfig('', { model: { width: 1 / 16, ...model }, norm: { name: norm } }), {
    size: 32,
    classes: 10,
  });
const rows = ({ model, input }: ReturnType<typeof described>) => rowsOf(dataflow(model, input));
const titles = (nodes: readonly { readonly title: string }[]): string => nodes.map(({ title }) => title).join(' ');

describe('the rows of a diagram', () => {
  test('are the blocks of a residual network, those that are alike once, and what stands between them', () => {
    const found = rows(described({ name: 'nfResNet', depth: 34 }));
    expect(found.map(({ paths, repeat }) => [...paths, repeat])).toEqual([
      ['conv1', 'pool.0', 1],
      ['layer1.0', 'layer1.2', 3],
      ['layer2.0', 'layer2.0', 1],
      ['layer2.1', 'layer2.3', 3],
      ['layer3.0', 'layer3.0', 1],
      ['layer3.1', 'layer3.5', 5],
      ['layer4.0', 'layer4.0', 1],
      ['layer4.1', 'layer4.2', 2],
      ['average.0', 'fc', 1],
    ]);
    expect(titles(found[1]!.nodes)).toBe('LIF conv 3×3 OSR LIF conv 3×3 OSR +');
    expect(titles(found[2]!.nodes)).toBe('LIF conv 3×3 OSR LIF conv 3×3 OSR conv 1×1 OSR +');
  });

  test('tell the span of numbers that differ between blocks drawn once', () => {
    const [, first] = rows(described({ name: 'nfResNetWS', depth: 34 }, 'none'));
    expect(first!.nodes[0]).toMatchObject({ title: 'divide', detail: '1 … 1.039' });
    expect(first!.repeat).toBe(3);
  });

  test('end at every pooling where there are no blocks', () => {
    const found = rows(described({ name: 'vgg', classifier: 'heavy' }));
    expect(found.map(({ nodes }) => nodes.at(-1)!.title)).toEqual([
      ...['avg pool', 'avg pool', 'avg pool', 'LIF', 'dropout', 'dropout', 'linear'],
    ]);
  });
});

describe('the layout of a row', () => {
  test.each([
    ['resNet', 'osr'],
    ['sewResNet', 'osr'],
    ['nfResNetWS', 'none'],
  ])('of %s keeps boxes apart and puts the shortcut above', (name, norm) => {
    for (const row of rows(described({ name }, norm))) {
      const { placed, bypasses, width } = layOut(row);
      expect(placed.every((node) => node !== undefined && node.x >= 0 && node.x + node.width <= width)).toBe(true);
      for (const a of placed)
        for (const b of placed) {
          const apart = a === b || a.y !== b.y || a.x + a.width < b.x || b.x + b.width < a.x;
          expect([a.title, b.title, apart]).toEqual([a.title, b.title, true]);
        }
      expect(bypasses).toHaveLength(row.nodes.filter(({ title }) => title === '+').length);
      expect(bypasses.every(({ y }) => y < 0)).toBe(true);
    }
  });
});

describe('a diagram', () => {
  test("is well-formed, stands alone, and has every row's boxes", () => {
    const network = described({ name: 'sewResNet', depth: 18 });
    const svg = drawNetwork(network.model, network.input, { title: 'A & <B>', subtitle: 'of 1' });
    const { document } = parseHTML(svg);
    expect(document.querySelectorAll('.synapse, .norm, .neuron, .plain, .sum').length).toBe(
      rows(network).reduce((sum, { nodes }) => sum + nodes.length, 0) + 4, // and the legend
    );
    expect(svg).toContain('<title>A &amp; &lt;B&gt;</title>');
    expect(svg).not.toMatch(/NaN|undefined|href|@import|url\(/);
  });

  test('is of any module, known or not', () => {
    class Odd extends Module {
      override forward(x: Tensor): Tensor {
        return x.relu();
      }
    }
    const options = { random: new Random(1), backend: meta() };
    const model = new Sequential(new Conv2d(1, 2, 3, options), new Odd(), new Flatten(), new Linear(8, 3, options));
    expect(titles(rowsOf(dataflow(model, [1, 1, 4, 4]))[0]!.nodes)).toBe('conv 3×3 Odd flatten linear');
  });

  test('is written by the summary', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'spikegrad-')), 'network.svg');
    const { code, out } = await spikegrad('summary', '--set', 'model.width=0.125', '--diagram', file);
    expect([code, out.split('\n').at(-1)]).toEqual([0, `written to ${file}`]);
    expect(await readFile(file, 'utf8')).toContain('>vgg-9 × 0.125<');
  });
});
