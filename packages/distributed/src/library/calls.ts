import { MpiError } from './errors.js';
import { handlesOf, type Handles } from './handles.js';
import type { Library } from './koffi.js';

type Call = (...values: readonly unknown[]) => void;

/** The functions of MPI that are used here. Each throws an MpiError for a code other than MPI_SUCCESS. */
export interface Calls {
  readonly handles: Handles;
  readonly initialise: () => void;
  readonly finalise: () => void;
  readonly rank: () => number;
  readonly size: () => number;
  readonly barrier: Call;
  /** `(send, receive, count, type, operation)` */
  readonly allreduce: Call;
  /** `(values, count, type, root)` */
  readonly broadcast: Call;
  /** `(send, count, type, receive, count, type)` */
  readonly gather: Call;
}

/**
 * Binds the functions of a library. All calls block, on the main thread: MPICH crashes in the background threads of
 * koffi, whose stacks are too small for it.
 */
export function callsOf(library: Library): Calls {
  const handles = handlesOf(library);
  const { type: h, world } = handles;
  const bind = (name: string, parameters: string): Call => {
    const call = library.func(`int ${name}(${parameters})`);
    return (...values) => {
      const code = call(...values);
      if (code !== 0) throw new MpiError(name, 'MPI_SUCCESS', `code ${code}`);
    };
  };
  const number = (name: string): (() => number) => {
    const call = bind(name, `${h}, void*`);
    return () => {
      const result = new Int32Array(1);
      call(world, result);
      return result[0]!;
    };
  };
  const initialise = bind('MPI_Init', 'void*, void*');
  const setHandler = bind('MPI_Comm_set_errhandler', `${h}, ${h}`);
  const finalise = bind('MPI_Finalize', '');
  const barrier = bind('MPI_Barrier', h);
  const allreduce = bind('MPI_Allreduce', `void*, void*, int, ${h}, ${h}, ${h}`);
  const broadcast = bind('MPI_Bcast', `void*, int, ${h}, int, ${h}`);
  const gather = bind('MPI_Allgather', `void*, int, ${h}, void*, int, ${h}, ${h}`);
  return {
    handles,
    initialise: () => {
      initialise(null, null);
      setHandler(world, handles.returnErrors);
    },
    finalise: () => finalise(),
    rank: number('MPI_Comm_rank'),
    size: number('MPI_Comm_size'),
    barrier: () => barrier(world),
    allreduce: (...values) => allreduce(...values, world),
    broadcast: (...values) => broadcast(...values, world),
    gather: (...values) => gather(...values, world),
  };
}
