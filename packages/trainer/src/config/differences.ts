import { isSection } from './section.js';

/** The paths of all fields in which two JSON values differ, such as `optimizer.learningRate`. */
export function differences(a: unknown, b: unknown, path = ''): readonly string[] {
  if (isSection(a) && isSection(b)) {
    const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...keys].flatMap((key) => differences(a[key], b[key], path === '' ? key : `${path}.${key}`));
  }
  return JSON.stringify(a) === JSON.stringify(b) ? [] : [path];
}
