import { arrayOf, type Backend } from '../../backend/backend.js';
import { DisposedBackendError } from '../../errors.js';
import { ContractError } from './fixture/fixture.js';

/** Checks that a use of a disposed backend fails with a `DisposedBackendError`. */
async function refused(use: string, run: () => unknown): Promise<void> {
  let outcome: unknown = 'a result';
  try {
    await run();
  } catch (error) {
    outcome = error;
  }
  if (!(outcome instanceof DisposedBackendError))
    throw new ContractError(use, 'a DisposedBackendError', String(outcome));
}

/** Disposes of a backend, which cannot be used afterwards. */
export async function disposeCase(backend: Backend): Promise<void> {
  const [dtype] = backend.dtypes as [Backend['dtypes'][0]];
  const values = (): InstanceType<(typeof arrayOf)[typeof dtype]> => new arrayOf[dtype](4).fill(2);
  const handle = backend.write(values(), dtype);
  const x = { handle, dtype, shape: [4] };
  const copy = backend.kernels.flip({ x, axes: [0] });
  const waiting = backend.read(copy, dtype, 4).then(
    (received) => received[0] === 2,
    (error: unknown) => error instanceof DisposedBackendError,
  );
  backend.dispose();
  backend.dispose();
  if (!(await waiting)) throw new ContractError('a read that waits', 'the values or a DisposedBackendError', 'another');
  for (const [name, kernel] of Object.entries(backend.kernels))
    await refused(name, () => (kernel as (call: unknown) => unknown)({ x, axes: [0] }));
  await refused('write', () => backend.write(values(), dtype));
  await refused('read', () => backend.read(copy, dtype, 4));
  if (backend.readSync) await refused('readSync', () => backend.readSync!(copy, dtype, 4));
  for (const each of [handle, copy]) backend.free(each);
  backend.resetPeak();
  const { tensors, bytes, peakBytes } = backend.memory();
  if (tensors + bytes + peakBytes !== 0)
    throw new ContractError('memory', 'nothing', `${tensors} tensors, ${bytes} bytes`);
}
