// Cuts the first samples out of a file of Fashion-MNIST and of the labels beside it, and prints the SHA-256 of what was written.
//   node make-sample.mjs NAME COUNT …-images-idx3-ubyte.gz
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

const [name, count, images] = process.argv.slice(2);
if (images === undefined) throw new Error('usage: node make-sample.mjs NAME COUNT …-images-idx3-ubyte.gz');
const kinds = [
  { word: 'images-idx3', header: 16, each: 784 },
  { word: 'labels-idx1', header: 8, each: 1 },
];
for (const { word, header, each } of kinds) {
  const whole = gunzipSync(readFileSync(images.replace('images-idx3', word)));
  const cut = Buffer.from(whole.subarray(0, header + Number(count) * each));
  cut.writeUInt32BE(Number(count), 4);
  const file = `${name}-${word}-ubyte.gz`;
  writeFileSync(file, gzipSync(cut, { level: 9 }));
  console.log(`${createHash('sha256').update(cut).digest('hex')}  ${file}, unpacked`);
}
