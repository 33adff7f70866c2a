// Rank 1 leaves in the way that the first argument names, while the others wait for it.
import { mpi } from '../../dist/index.js';

const world = await mpi({ lostAfter: 3 });
console.log(`${world.rank} ${process.pid}`);
world.barrier();
if (world.rank === 1)
  switch (process.argv[2]) {
    case 'killed':
      process.kill(process.pid, 'SIGKILL');
      break;
    case 'throws':
      throw new Error('the reason');
    case 'exits':
      process.exit(0);
      break;
    case 'silent':
      process.kill(process.pid, 'SIGSTOP');
      break;
  }
world.allreduce(new Float64Array(1000));
world.close();
