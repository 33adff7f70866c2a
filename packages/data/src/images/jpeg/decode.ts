import { FormatError } from '@spikegrad/core';
import type { Image } from '../../image.js';
import type { JpegHeader } from './header.js';
import { componentsOf, samplesOf, zigzag } from './component.js';
import { huffmanTable } from './huffman.js';
import { toRgb } from './toRgb.js';
import { readScan, type Tables } from './scan.js';
import { afterCodes, frameMarkers, marker, segmentAt, type Segment } from './segments.js';

/**
 * Decodes a JPEG with the given header.
 *
 * It is our own code, because no small JavaScript package decodes all that Pillow and sharp decode: see
 * `docs/data.md`. Pixels are equal to those of the package jpeg-js 0.4.4, to the bit, where that decodes correctly.
 *
 * @throws FormatError for a JPEG that is truncated or inconsistent
 */
export function decodeInJavaScript(bytes: Uint8Array, header: JpegHeader, name: string): Image {
  const frame = { progressive: header.progressive, ...componentsOf(header) };
  const tables: Tables = { quantisation: [], means: [], others: [], interval: 0 };
  let framed = false;
  for (let at = 2; ;) {
    const segment = segmentAt(bytes, at, name);
    at = segment.end;
    switch (segment.marker) {
      case marker.endOfImage:
        return toRgb(header, frame.components.map(samplesOf));
      case marker.quantisation:
        readQuantisation(segment, tables, name);
        break;
      case marker.huffman:
        readHuffman(segment, tables, name);
        break;
      case marker.restartInterval:
        tables.interval = ((segment.data[0] ?? 0) << 8) | (segment.data[1] ?? 0);
        break;
      case marker.scan:
        readScan(segment, bytes, frame, tables, name);
        at = afterCodes(bytes, segment.end);
        break;
      default:
        if (!frameMarkers.includes(segment.marker)) break;
        if (framed) throw new FormatError(name, 'one frame', 'two');
        framed = true;
    }
  }
}

/** Tables of 64 factors, each after a byte: 16 for factors of two bytes + the number of the table. */
function readQuantisation({ data }: Segment, { quantisation }: Tables, name: string): void {
  for (let at = 0; at < data.length;) {
    const [wide, number] = [data[at]! >> 4, data[at]! & 15];
    const size = wide === 0 ? 64 : 128;
    if (wide > 1 || number > 3 || at + 1 + size > data.length)
      throw new FormatError(name, 'a quantisation table', `table ${data[at]} in ${data.length} bytes`);
    const factors = new Int32Array(64);
    zigzag.forEach((place, i) => {
      const from = at + 1 + i * (size / 64);
      factors[place] = wide === 0 ? data[from]! : (data[from]! << 8) | data[from + 1]!;
    });
    quantisation[number] = factors;
    at += 1 + size;
  }
}

/** Tables of codes, each after a byte: 16 for AC coefficients + the number of the table. */
function readHuffman({ data }: Segment, tables: Tables, name: string): void {
  for (let at = 0; at < data.length;) {
    const [kind, number] = [data[at]! >> 4, data[at]! & 15];
    const counts = data.subarray(at + 1, at + 17);
    const end = at + 17 + counts.reduce((sum, count) => sum + count, 0);
    if (kind > 1 || number > 3 || end > data.length)
      throw new FormatError(name, 'a Huffman table', `table ${data[at]} in ${data.length} bytes`);
    (kind === 0 ? tables.means : tables.others)[number] = huffmanTable(counts, data.subarray(at + 17, end), name);
    at = end;
  }
}
