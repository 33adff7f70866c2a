/** `1 batch`, `2 batches`. */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
