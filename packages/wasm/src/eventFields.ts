import type { Fields, Geometry } from './geometry.js';

/** What the kernels of events read behind the geometry, in the order of `assembly/rows.ts`; what a kernel has no use for is 0. */
const fields = [
  ...['masks', 'bits', 'every', 'found', 'counts', 'entries', 'table', 'starts', 'lists'],
  ...['valued', 'chunk', 'run', 'images', 'rows', 'gridHeight', 'gridWidth', 'gridTop', 'gridLeft', 'atOnce'],
] as const;
export type EventFields = Partial<Record<(typeof fields)[number], number>>;

export const describeEvents = (geometry: Geometry, places: Fields, events: EventFields): readonly number[] => [
  ...geometry.describe(places),
  ...fields.map((field) => events[field] ?? 0),
];
