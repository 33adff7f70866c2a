import type { Reduction } from '@spikegrad/nn';
import type { Library } from './koffi.js';

/** A communicator, a type or an operation: an address in Open MPI, a number in MPICH. */
export type Handle = unknown;

/** The constants of one MPI, and how C declares a handle. */
export interface Handles {
  readonly type: 'void*' | 'int';
  /** The address that stands for "the values are in the result already". */
  readonly inPlace: bigint;
  readonly world: Handle;
  readonly returnErrors: Handle;
  readonly bytes: Handle;
  readonly float32: Handle;
  readonly float64: Handle;
  readonly operations: Readonly<Record<Reduction, Handle>>;
}

/** The numbers of `mpi.h` of MPICH, which Intel MPI and MVAPICH share: the common binary interface of 2014. */
const mpich: Handles = {
  type: 'int',
  inPlace: -1n,
  world: 0x44000000,
  returnErrors: 0x54000001,
  bytes: 0x4c00010d,
  float32: 0x4c00040a,
  float64: 0x4c00080b,
  operations: { sum: 0x58000003, min: 0x58000002, max: 0x58000001 },
};

/** The addresses of the objects of Open MPI. */
const openmpi = (library: Library): Handles => ({
  type: 'void*',
  inPlace: 1n,
  world: library.symbol('ompi_mpi_comm_world'),
  returnErrors: library.symbol('ompi_mpi_errors_return'),
  bytes: library.symbol('ompi_mpi_byte'),
  float32: library.symbol('ompi_mpi_float'),
  float64: library.symbol('ompi_mpi_double'),
  operations: {
    sum: library.symbol('ompi_mpi_op_sum'),
    min: library.symbol('ompi_mpi_op_min'),
    max: library.symbol('ompi_mpi_op_max'),
  },
});

/** The handles of a library. Only Open MPI has its objects as symbols. */
export function handlesOf(library: Library): Handles {
  try {
    library.symbol('ompi_mpi_comm_world');
  } catch {
    return mpich;
  }
  return openmpi(library);
}
