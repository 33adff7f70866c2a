import { readFileSync } from 'node:fs';
import { notesOf } from './release/changelog.mjs';

/** Prints what the change log says of the version of `lerna.json`. */
const textOf = (name) => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const { version } = JSON.parse(textOf('lerna.json'));
console.log(notesOf(textOf('CHANGELOG.md'), version));
