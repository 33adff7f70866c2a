import { cpu, type Backend, type Program } from '@spikegrad/core';

/** The names of all programs that a backend gets during `run`. */
export function programNames(run: (backend: Backend) => void): readonly string[] {
  const programs = new Set<Program>();
  const host = cpu();
  const { elementwise } = host.kernels;
  const kernels = {
    ...host.kernels,
    elementwise: (call: Parameters<typeof elementwise>[0]) => {
      programs.add(call.program);
      return elementwise(call);
    },
  };
  run({ ...host, kernels });
  return [...programs].map(({ name }) => name);
}
