/** Rounds a count up to a multiple of `width`. */
export const roundUp = (count: number, width: number): number => Math.ceil(count / width) * width;
