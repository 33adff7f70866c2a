/** Maximum number of time steps that are drawn. */
const mostSteps = 6;

/** Evenly spaced time steps, with the first and the last. */
export const chosenSteps = (steps: number): readonly number[] => {
  const count = Math.min(steps, mostSteps);
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.round((i * (steps - 1)) / (count - 1))));
};
