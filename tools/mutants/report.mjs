import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageOf } from './list.mjs';

const file = 'tools/mutants/survivors.json';

const keyOf = ({ file, line, mutator, original, replacement, count = 0 }) =>
  JSON.stringify([file, line, mutator, original, replacement, count]);

/** Reasons for survivors, by mutant. A reason for a mutant that is no longer there is an error. */
export async function readReasons(root, listed, packages) {
  const reasons = JSON.parse(await readFile(join(root, file), 'utf8')).filter((reason) =>
    packages.includes(packageOf(reason.file)),
  );
  const there = new Set(listed.map(keyOf));
  const gone = reasons.filter((reason) => !there.has(keyOf(reason)));
  if (gone.length > 0)
    throw new Error(
      `${file} has reasons for mutants that are not there:\n${gone.map((reason) => JSON.stringify(reason)).join('\n')}`,
    );
  return new Map(reasons.map((reason) => [keyOf(reason), reason]));
}

/** Whether no test detected a mutant. */
export const survives = ({ result }) => result === 'survived' || result === 'not covered';

/** A mutant in three lines: its position, the original and the replacement. */
export function described(mutant) {
  const { file, location, mutator, original, replacement, result, reason } = mutant;
  const short = (text) => text.replace(/\s+/g, ' ').slice(0, 100);
  const place = `${file}:${location.start.line + 1}:${location.start.column + 1}`;
  return `${place} ${mutator} (${result})\n  - ${short(original)}\n  + ${short(replacement)}${reason ? `\n  ${reason}` : ''}`;
}

const percent = (part, all) => `${((100 * part) / all).toFixed(1)} %`;

/** The result of a run as text. @returns also the fraction of mutants that survive and are not equivalent */
export function summary(results, reasons) {
  const known = results.map((result) => {
    const { equivalent, accepted } = reasons.get(keyOf(result)) ?? {};
    return { ...result, equivalent: equivalent !== undefined, reason: equivalent ?? accepted };
  });
  const killed = known.filter((mutant) => mutant.equivalent && !survives(mutant));
  if (killed.length > 0)
    throw new Error(`${file} calls equivalent what a test fails on:\n${killed.map(described).join('\n')}`);
  const equivalent = known.filter((mutant) => mutant.equivalent);
  const survivors = known.filter((mutant) => survives(mutant) && !mutant.equivalent);
  const rows = [...new Set(known.map(({ file }) => packageOf(file)))].sort().map((name) => {
    const of = (list) => list.filter(({ file }) => packageOf(file) === name).length;
    return `${name}: ${of(known)} mutants, ${of(equivalent)} equivalent, ${of(survivors)} survive (${percent(of(survivors), of(known))})`;
  });
  const late = known.filter(({ result }) => result === 'timeout').length;
  const text = [
    ...(equivalent.length > 0 ? ['Equivalent:', ...equivalent.map(described), ''] : []),
    ...(survivors.length > 0 ? ['Survivors:', ...survivors.map(described), ''] : []),
    ...rows,
    `${known.length} mutants: ${known.length - equivalent.length - survivors.length} killed (${late} by the time limit), ` +
      `${equivalent.length} equivalent, ${survivors.length} survive: ${percent(survivors.length, known.length)}`,
  ].join('\n');
  return { text, share: survivors.length / known.length };
}
