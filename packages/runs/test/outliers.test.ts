import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Curve } from '../src/history/curve.js';
import { History } from '../src/history/history.js';
import { apart } from '../src/picture/apart.js';
import { drawRun } from '../src/picture/plot.js';
import { smooth } from '../src/report/curve.js';
import { eventsOf, reportOf, runFolderIn, start, tested, textOf } from './runFolder.js';
import { madeUp, membrane } from './runs.js';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'spikegrad-outliers-'));
});
afterAll(() => rm(root, { recursive: true }));

test('a smoothed curve forgets a value of 1e20 as soon as it is out of reach', () => {
  const values = [1, 1, 1, 1e20, 1, 1, 1, 1];
  expect(smooth(values, 1).slice(5)).toEqual([1, 1, 1]);
});

test('a curve counts NaN and ±∞, but not batches without a value', () => {
  const curve = new Curve(true);
  for (const value of [1, undefined, NaN, Infinity, 2]) curve.add(value);
  expect([curve.notFinite, curve.stretches.map(({ value }) => value)]).toEqual([2, [1, 2]]);
});

const pictureOf = (svg: string): Element =>
  parseHTML(`<html><body>${svg}</body></html>`).document.querySelector('svg')!;
const ticksOf = (drawing: Element): readonly number[] =>
  Array.from(drawing.querySelectorAll('g[aria-label="y-axis tick label"] text')).map((each) => Number(textOf(each)));

describe('labels', () => {
  test('keep their order and their distance, between the ends if there is room', () => {
    const values = fc.array(fc.double({ min: -5, max: 15, noNaN: true }), { maxLength: 30 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (numbers, gap) => {
        const places = apart(numbers, gap, 0, 10);
        const least = Math.min(gap, 10 / Math.max(1, numbers.length - 1));
        const order = numbers.map((_, i) => i).sort((a, b) => numbers[a]! - numbers[b]! || a - b);
        for (const [i, place] of order.entries()) {
          expect(places[place]!).toBeGreaterThanOrEqual(-1e-9);
          expect(places[place]!).toBeLessThanOrEqual(10 + 1e-9);
          if (i > 0) expect(places[place]! - places[order[i - 1]!]!).toBeGreaterThanOrEqual(least - 1e-9);
        }
      }),
    );
    expect(apart([3, 1, 8], 1, 0, 10)).toEqual([3, 1, 8]);
    expect(apart([9, 9, 9], 1, 0, 10)).toEqual([8, 9, 10]);
    expect(apart([4, 4], 1)).toEqual([4, 5]);
  });

  test('of curves.svg do not overlap, however many layers end at the same rate', () => {
    const history = new History();
    const layers = Array.from({ length: 33 }, (_, i) => ({
      layer: `stages.${i}.neuron`,
      rate: [i < 30 ? 0.1 : 0.9],
      threshold: [1],
    }));
    for (let i = 0; i < 30; i++) history.add({ ...madeUp(i), layers });
    const title = 'a title that is as long as the panel is wide, and longer than its label';
    const svg = pictureOf(drawRun(history, title));
    const panels = Array.from(svg.children).filter(({ tagName }) => tagName.toLowerCase() === 'svg');
    const names = Array.from(panels.at(-1)!.querySelectorAll('g[aria-label="text"] text'));
    expect(names).toHaveLength(33);
    const heights = names
      .map((each) => Number(/,([\d.]+)\)/.exec(each.getAttribute('transform')!)![1]))
      .sort((a, b) => a - b);
    for (let i = 1; i < heights.length; i++) expect(heights[i]! - heights[i - 1]!).toBeGreaterThanOrEqual(11.9);
    // Panels follow each other: a title is above its panel, and the picture ends with the last.
    let y = 0;
    for (const panel of panels) {
      expect(Number(panel.getAttribute('y'))).toBe(y);
      y += Number(panel.getAttribute('height'));
    }
    expect(Number(svg.getAttribute('height'))).toBe(y);
    const heading = panels[0]!.querySelector('text')!;
    expect(textOf(heading)).toBe(title);
    expect(heading.getAttribute('transform')).toBe('translate(380,13)'); // the middle of 760 × 26
    expect(textOf(panels[1]!)).not.toContain('a title');
  });

  test('of curves.svg say which points are not on the axis', () => {
    const history = new History();
    for (let i = 0; i < 60; i++) history.add({ ...madeUp(i), loss: i === 3 ? 1e12 : i === 4 ? NaN : 2 + Math.sin(i) });
    const picture = drawRun(history, 'outlier');
    expect(picture).toContain('↑ loss; 1 point is above the axis (▲), at most 1e12; 1 point is NaN or infinite');
    const ticks = ticksOf(pictureOf(picture).querySelectorAll('svg')[2]!); // after the title and the accuracy
    expect([ticks[0], ticks.at(-1)]).toEqual([1, 3]);
    expect(picture).not.toMatch(/(?:NaN|Infinity)[,"LMHV]/);
  });
});

test('a report of a run with θ of 1e12, NaN and ∞ has axes for the other points, and says what they do not show', async () => {
  const layersAt = (i: number) => [
    { layer: 'features.0.neuron', rate: [0.25, 0.125], threshold: [1, i === 20 ? 1e12 : 1.25 + i / 100] },
    { layer: 'features.1.neuron', rate: [0.125, i === 5 ? 'NaN' : 0.1], threshold: [1, i === 39 ? 1e12 : 1.25] },
    { layer: 'features.2.neuron', rate: [0.2, 0.1], threshold: [1, i === 39 ? 'Infinity' : 1.2] },
  ];
  const events = eventsOf(40).map((event) => {
    const { event: kind, iteration } = event as { readonly event: string; readonly iteration: number };
    if (kind === 'iteration') return { ...event, layers: layersAt(iteration) };
    const steps = [membrane, { ...membrane, mean: 1e12, deviation: 3e11 }];
    return {
      ...event,
      layers: [
        { layer: 'features.0.neuron', steps },
        { layer: 'features.1.neuron', steps: [membrane, membrane] },
      ],
    };
  });
  const { document, text } = await reportOf(await runFolderIn(root, 'outliers', [start, ...events, tested]));
  const figures = Array.from(document.querySelectorAll('figure')).map((figure) => ({
    title: textOf(figure.querySelector('figcaption')),
    says: figure.querySelector('svg')!.getAttribute('aria-description')!,
    ticks: ticksOf(figure),
    triangles: figure.querySelectorAll('g[aria-label="dot"][fill="var(--ink)"] path').length,
  }));
  const [byStep] = figures.filter(({ title }) => title.startsWith('Threshold θ — by time step'));
  expect(byStep!.title).toContain('1 point is above the axis (▲), at most 1e12; 1 point is NaN or infinite');
  expect(byStep!.says).toContain('1 point is above the axis');
  expect([byStep!.ticks[0], byStep!.ticks.at(-1)]).toEqual([1, 1.7]);
  expect(byStep!.triangles).toBe(1);
  const [first, second, third] = figures.filter(({ title }) => /^Threshold θ(?! —)/.test(title));
  expect(first!.title).toMatch(/^Threshold θ5 points are above the axis/); // the mean of five batches has the outlier five times
  expect(second!.title).toMatch(/^Threshold θ3 points are above the axis/);
  expect(third!.title).toMatch(/^Threshold θ1 point is NaN or infinite$/);
  for (const { ticks } of [first!, second!, third!]) {
    expect(ticks.length).toBeGreaterThan(2);
    for (const tick of ticks) expect(Math.abs(tick - 1.25)).toBeLessThan(1);
  }
  const [rates] = figures.filter(({ title }) => title.startsWith('Firing rate, % — over training'));
  expect(rates!.title).toContain('1 point is NaN or infinite');
  expect(text).not.toMatch(/(?:NaN|Infinity)[,"LMHV]/); // no drawing has a place that is no number
});
