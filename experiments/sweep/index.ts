export {
  analyse,
  type CellSummary,
  type FrontierLine,
  type Sensitivity,
  type SweepAnalysis,
} from './analysis.ts'
export type { Axis } from './axis.ts'
export { canonicalJson, firstDifference, sha256 } from './canonical.ts'
export { type Cell, cellsOf, pointsOf } from './design.ts'
export { inProcess } from './in-process.ts'
export type { Executor, Job, JobResult, Point, ResultStore, SweepProgress } from './job.ts'
export { jobKey, pointText, type ReadyCell, readyCells } from './jobs.ts'
export { type LoadPlanOptions, loadPlan, variedOf } from './load-plan.ts'
export {
  type Control,
  type Design,
  type FrontierQuestion,
  planHash,
  type StopRule,
  type SweepPlan,
  seedOf,
} from './plan.ts'
export { failedJob, runJob } from './run-job.ts'
export { type RunSweepOptions, readResults, runSweep, type SweepOutcome, uniqueJobs } from './run-sweep.ts'
export { jobsOfShard, parseShard, type Shard, shardOfEnvironment } from './shard.ts'
export { type SweepColumn, type SweepTable, sweepTable } from './sweep-table.ts'
export { inThreads, type ThreadExecutor, type ThreadOptions } from './threads.ts'
