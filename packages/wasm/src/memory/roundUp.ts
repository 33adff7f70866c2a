/** Rounds a count up to whole panels, blocks or whatever else is `width` wide. */
export const roundUp = (count: number, width: number): number => Math.ceil(count / width) * width;
