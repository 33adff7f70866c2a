import { describeEvents, type Convolution, type Events } from '../generated/descriptors.js';
import type { Fields, Geometry } from './geometry.js';

/** What the kernels of events read behind the geometry; a number that they have no use for is 0. */
export type GatherFields = Partial<Omit<Events, keyof Convolution>>;

const unused = {
  every: 0,
  entries: 0,
  valued: 0,
  chunk: 0,
  run: 0,
  images: 0,
  rows: 0,
  gridHeight: 0,
  gridWidth: 0,
  gridTop: 0,
  gridLeft: 0,
  atOnce: 0,
};

export const describeGather = (geometry: Geometry, places: Fields, fields: GatherFields): readonly number[] =>
  describeEvents({ ...geometry.sizes, ...places }, { ...unused, ...fields });
