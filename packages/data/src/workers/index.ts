export { BatchWorkers, type BatchWorkersOptions } from './batchWorkers.js';
export { WorkerError } from './workerError.js';
