import { expect, test } from '@jest/globals';
import { alone, launchOf, mpi, MpiError } from '@spikegrad/distributed';

const openmpi = { OMPI_COMM_WORLD_RANK: '2', OMPI_COMM_WORLD_SIZE: '4', OMPI_COMM_WORLD_LOCAL_RANK: '1' };
const mpich = { PMI_RANK: '2', PMI_SIZE: '4', MPI_LOCALRANKID: '1' };
const step = { SLURM_PROCID: '2', SLURM_STEP_NUM_TASKS: '4', SLURM_LOCALID: '1' };

test.each([
  ['mpirun of Open MPI', openmpi, 'openmpi'],
  ['mpirun of MPICH', mpich, 'mpich'],
  ['srun with PMI-2', { ...step, PMI_RANK: '2', PMI_SIZE: '4' }, 'mpich'],
  ['srun with PMIx', { ...step, PMIX_RANK: '2' }, null],
  ['srun', step, null],
])('%s tells rank, size and local rank', (_, environment, flavour) => {
  expect(launchOf(environment)).toEqual({ rank: 2, size: 4, localRank: 1, flavour });
});

test.each([
  ['no launcher', {}],
  ['a batch script of Slurm, which is one process', { SLURM_PROCID: '0', SLURM_NTASKS: '8', SLURM_LOCALID: '0' }],
  ['a rank without a size', { PMI_RANK: '1' }],
  ['numbers that are none', { PMI_RANK: 'x', PMI_SIZE: '4' }],
])('%s is no launch', (_, environment) => {
  expect(launchOf(environment)).toBeNull();
});

test('without a launcher the world has one rank and MPI is not loaded', async () => {
  expect(await mpi({ library: '/nowhere/libmpi.so' })).toBe(alone);
  const values = Float64Array.of(3);
  alone.allreduce(values);
  alone.broadcast(values);
  expect([...values]).toEqual([3]);
  expect(alone.gather(values)).toEqual([values]);
  expect(alone.exchange('a')).toEqual(['a']);
  expect([alone.rank, alone.size, alone.localRank]).toEqual([0, 1, 0]);
});

test('an invalid time fails with a ValueError', () => {
  expect(() => mpi({ lostAfter: 1 })).toThrow('[mpi] expected lostAfter above 2 seconds but received 1');
  expect(MpiError.name).toBe('MpiError');
});
