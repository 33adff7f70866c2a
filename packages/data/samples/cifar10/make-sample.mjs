#!/usr/bin/env node
// Takes the first PER_CLASS records of every class, in file order, from official CIFAR-10 binary files.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const recordBytes = 3073;
const classCount = 10;

const [out, perClassText, ...files] = process.argv.slice(2);
const perClass = Number(perClassText);
if (!out || !Number.isInteger(perClass) || perClass < 1 || files.length === 0) {
  console.error('usage: node make-sample.mjs OUT PER_CLASS FILE…');
  process.exit(2);
}

/** @param {string} message */
const refuse = (message) => {
  console.error(message);
  process.exit(1);
};

const taken = new Array(classCount).fill(0);
const records = [];
for (const file of files) {
  const bytes = readFileSync(file);
  if (bytes.length === 0 || bytes.length % recordBytes !== 0) {
    refuse(`${file}: expected a non-zero multiple of ${recordBytes} bytes but received ${bytes.length}`);
  }
  for (let start = 0; start < bytes.length; start += recordBytes) {
    const label = bytes[start];
    if (label >= classCount) {
      refuse(`${file}: expected a label from 0 to 9 in record ${start / recordBytes} but received ${label}`);
    }
    if (taken[label] === perClass) continue;
    taken[label] += 1;
    records.push(bytes.subarray(start, start + recordBytes));
  }
}

const short = taken.findIndex((count) => count < perClass);
if (short !== -1) refuse(`expected ${perClass} records of class ${short} but received ${taken[short]}`);

const sample = Buffer.concat(records);
writeFileSync(out, sample);
console.log(`${createHash('sha256').update(sample).digest('hex')}  ${out}`);
