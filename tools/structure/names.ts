import { posix } from 'node:path';
import type { Rule, SourceFile } from './package.js';

/** Words that exported names and file names do not use, each with the word of the field. */
const wordOfTheField: Readonly<Record<string, string>> = {
  alongside: 'map',
  least: 'min or minimum',
  lesson: 'batch',
  letgo: 'release',
  mend: 'repair',
  most: 'max or maximum',
  rung: 'api',
  several: 'concurrently',
  share: 'accuracy, fraction or weight',
  told: 'recorded',
  whole: 'all, entire or integer',
};

/** `mostPixels` → `most`, `pixels`, `mostpixels`: every word, and every two neighbours together. */
function wordsOf(name: string): readonly string[] {
  const words = name.split(/[^a-zA-Z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase());
  return [...words, ...words.slice(1).map((word, i) => words[i]! + word)];
}

const namesOf = ({ path, exported }: SourceFile): readonly string[] => [posix.basename(path, '.ts'), ...exported];

export const namesAreOfTheField: Rule = (packages) =>
  packages.flatMap(({ name, files }) =>
    files.flatMap((file) =>
      namesOf(file).flatMap((each) =>
        wordsOf(each)
          .filter((word) => Object.hasOwn(wordOfTheField, word))
          .map((word) => `${name}/src/${file.path}: ${each} has ${word}, where the field says ${wordOfTheField[word]}`),
      ),
    ),
  );
