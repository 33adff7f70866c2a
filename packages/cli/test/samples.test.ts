import { inflateSync } from 'node:zlib';
import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodePng } from '../../datasets/src/show/png.js';
import { eventPicture, fullCount, photograph } from '../../datasets/src/show/pixels.js';
import { drawSheet, type Strip } from '../../datasets/src/show/sheet.js';
import { chosenOf } from '../../datasets/src/show/chosen.js';
import { stripOf } from '../../datasets/src/show/stripOf.js';
import { spikegrad } from './commandLine.js';
import { framesFolder } from '../../datasets/test/framesFolder.js';

/** Names and data of the chunks of a PNG. */
function chunksOf(png: Uint8Array): readonly (readonly [name: string, data: Buffer])[] {
  const bytes = Buffer.from(png);
  const chunks: [string, Buffer][] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    chunks.push([bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + 8 + length)]);
    at += 12 + length;
  }
  return chunks;
}

/** Pixels of a PNG of red, green and blue bytes whose lines have no filter. */
function decoded(png: Uint8Array) {
  const [[, head], [, data]] = chunksOf(png) as [[string, Buffer], [string, Buffer]];
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  const lines = inflateSync(data);
  const rgb = Array.from({ length: height }, (_, y) => [
    ...lines.subarray(y * (3 * width + 1) + 1, (y + 1) * (3 * width + 1)),
  ]);
  return {
    width,
    height,
    rgb: rgb.flat(),
    filters: Array.from({ length: height }, (_, y) => lines[y * (3 * width + 1)]),
  };
}

describe('encodePng', () => {
  test('keeps every pixel', () => {
    const sides = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(sides, sides, fc.infiniteStream(fc.integer({ min: 0, max: 255 })), (height, width, levels) => {
        const rgb = Uint8Array.from(levels.take(3 * height * width));
        const png = encodePng(rgb, height, width);
        expect(chunksOf(png).map(([name]) => name)).toEqual(['IHDR', 'IDAT', 'IEND']);
        expect(decoded(png)).toEqual({ width, height, rgb: [...rgb], filters: new Array(height).fill(0) });
      }),
    );
  });

  test('is, byte for byte, a picture that Pillow opens', () => {
    // One red pixel; `Image.open(BytesIO(bytes)).getpixel((0, 0)) == (255, 0, 0)` with Pillow 12.3.0, which compares the sums.
    expect(Buffer.from(encodePng(Uint8Array.of(255, 0, 0), 1, 1)).toString('base64')).toBe(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
    );
  });
});

describe('pictures of samples', () => {
  test('three channels are red, green and blue, one is grey, floats are brightness', () => {
    const [height, width] = [1, 2];
    const colour = photograph({ pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), channels: 3, height, width });
    expect([...colour]).toEqual([1, 3, 5, 2, 4, 6]);
    const grey = photograph({ pixels: Float32Array.of(0, 1), channels: 1, height, width });
    expect([...grey]).toEqual([0, 0, 0, 255, 255, 255]);
  });

  test('brighter is red, darker is blue, nothing is white, and more is fuller', () => {
    const [none, off, on, much] = [0, 1, 2, 3].map((i) => (rgb: Uint8Array) => [...rgb.subarray(3 * i, 3 * i + 3)]);
    const rgb = eventPicture([0, 1, 0, 0, 0, 0, 1, 9], 4, 2);
    expect(none!(rgb)).toEqual([255, 255, 255]);
    const [r, g, b] = off!(rgb) as [number, number, number];
    expect(b).toBeGreaterThan(g);
    expect(g).toBeGreaterThan(r);
    const red = on!(rgb) as [number, number, number];
    expect(red[0]).toBeGreaterThan(red[2]);
    expect(much!(rgb)).toEqual([0xb2, 0x18, 0x2b]);
    expect(fullCount([0, 0, 1, 2, 3])).toBe(3);
    expect(fullCount([0, 0])).toBe(1);
  });

  test('a sheet has every picture once, a row a sample where there are frames', () => {
    const image = { pixels: Uint8Array.from({ length: 2 * 3 * 4 }, (_, i) => i), channels: 6, height: 2, width: 2 };
    const strips = ['one & two', 'three'].map((label) => stripOf(image, { frames: 3 }, label));
    expect(strips[0]!.pictures.length).toBe(3);
    const svg = drawSheet(strips, 'Frames <3>');
    expect(svg.match(/<image /g)!.length).toBe(6);
    expect(svg).toContain('one &amp; two');
    expect(svg).toContain('Frames &lt;3&gt;');
    const rows = new Set([...svg.matchAll(/<image x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => y));
    expect(rows.size).toBe(2);
    expect(svg).toContain('t = 3');
  });

  test('still images fill a grid, with no time over them', () => {
    const image = { pixels: new Uint8Array(3 * 32 * 32), channels: 3, height: 32, width: 32 };
    const svg = drawSheet(new Array<Strip>(20).fill(stripOf(image, {}, 'cat')), 'CIFAR-10');
    const rows = new Set([...svg.matchAll(/<image x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => y));
    expect(rows.size).toBe(2);
    expect(svg).not.toContain('t = 1');
  });
});

describe('chosenOf', () => {
  test('has of each class one before there are two of any, by class, and the same for a seed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat({ max: 1000 }),
        (classes, count, seed) => {
          const set = { labels: Uint8Array.from(classes), count: classes.length };
          const chosen = chosenOf(set, count, seed);
          expect(new Set(chosen).size).toBe(Math.min(count, classes.length));
          const labels = chosen.map((index) => classes[index]!);
          expect(labels).toEqual([...labels].sort());
          const each = (label: number, of: readonly number[]) => of.filter((one) => one === label).length;
          const most = Math.max(...labels.map((label) => each(label, labels)));
          for (const label of classes)
            expect(each(label, labels)).toBeGreaterThanOrEqual(Math.min(most - 1, each(label, classes)));
          expect(chosenOf(set, count, seed)).toEqual(chosen);
        },
      ),
    );
  });
});

describe('spikegrad data show', () => {
  const folder = framesFolder();
  const samples = 'packages/data/samples';
  const pictures = async (file: string): Promise<number> =>
    ((await readFile(file, 'utf8')).match(/<image /g) ?? []).length;

  test('draws images of files, of a config and as in training', async () => {
    const out = folder.in('a.svg');
    const file = `${samples}/cifar10/test_1000.bin`;
    expect((await spikegrad('data', 'show', file, '--format', 'cifar10', '--count', '12', '--out', out)).out).toContain(
      `12 of 1000 samples, written to ${out}`,
    );
    const plain = await readFile(out, 'utf8');
    expect(await pictures(out)).toBe(12);
    await spikegrad('data', 'show', 'packages/cli/configs/cifar10-sample.json', '--count', '12', '--out', out);
    expect(await pictures(out)).toBe(12);
    await spikegrad('data', 'show', file, '--format', 'cifar10', '--count', '12', '--augment', '--out', out);
    expect(await readFile(out, 'utf8')).not.toBe(plain);
  });

  test('draws frames of events over time, a row a sample', async () => {
    const out = folder.in('g.svg');
    const list = `${samples}/dvs-gesture/trials_to_test.txt`;
    const { code } = await spikegrad('data', 'show', '--format', 'dvsGesture', list, '--count', '5', '--out', out);
    expect(code).toBe(0);
    expect(await pictures(out)).toBe(5 * 20);
    expect(await readFile(out, 'utf8')).toContain('right hand wave');
  });

  test('says what a set lacks', async () => {
    const { code, err } = await spikegrad('data', 'show', 'nmnist', '--dir', folder.in());
    expect(code).toBe(1);
    expect(err).toContain('no Train');
    expect(err).toContain('spikegrad data info nmnist');
  });
});
