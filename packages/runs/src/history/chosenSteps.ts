/** The most time steps that are drawn of a sequence. */
const mostSteps = 6;

/** Evenly chosen time steps, the first and the last among them. */
export const chosenSteps = (steps: number): readonly number[] => {
  const count = Math.min(steps, mostSteps);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (steps - 1)) / (count - 1))));
};
