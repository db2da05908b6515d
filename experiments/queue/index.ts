/** Entry `patchwork-ecs/queue`: sweeps over many machines. It needs the optional packages bullmq and ioredis. */
export type { Executor, Job, JobResult, Point, ResultStore, SweepProgress } from '../sweep/job.ts'
export { checkQueueName, checkRedisAddress, QUEUE_NAME, withoutSecrets } from './address.ts'
export { storeNameOf } from './batch.ts'
export { type QueueExecutorOptions, queueExecutor } from './executor.ts'
export {
  LOCK_MS,
  type QueueWorkerOptions,
  type QueueWorkerOutcome,
  runQueueWorker,
  type WorkerExecutor,
  type WorkerStore,
} from './worker.ts'
