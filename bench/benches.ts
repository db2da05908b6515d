import type { Benchmark } from './benchmark.ts'
import { auction } from './benchmarks/auction.ts'
import { batch } from './benchmarks/batch.ts'
import { book } from './benchmarks/book.ts'
import { border } from './benchmarks/border.ts'
import { bundle } from './benchmarks/bundle.ts'
import { collusion } from './benchmarks/collusion.ts'
import { core } from './benchmarks/core.ts'
import { dealer } from './benchmarks/dealer.ts'
import { exports } from './benchmarks/export.ts'
import { garbage } from './benchmarks/garbage.ts'
import { insiders } from './benchmarks/insiders.ts'
import { job } from './benchmarks/job.ts'
import { journal } from './benchmarks/journal.ts'
import { market } from './benchmarks/market.ts'
import { memory } from './benchmarks/memory.ts'
import { metropolis } from './benchmarks/metropolis.ts'
import { missions } from './benchmarks/missions.ts'
import { record } from './benchmarks/record.ts'
import { reference } from './benchmarks/reference.ts'
import { scale } from './benchmarks/scale.ts'
import { security } from './benchmarks/security.ts'
import { snapshot } from './benchmarks/snapshot.ts'
import { startup } from './benchmarks/startup.ts'
import { sweep } from './benchmarks/sweep.ts'
import { sybil } from './benchmarks/sybil.ts'
import { tail } from './benchmarks/tail.ts'
import { threads } from './benchmarks/threads.ts'
import { together } from './benchmarks/together.ts'
import { worlds } from './benchmarks/worlds.ts'

/** Every benchmark by its name, in the order in which they run. */
export const BENCHES: Readonly<Record<string, Benchmark>> = {
  core,
  metropolis,
  job,
  scale,
  worlds,
  reference,
  threads,
  journal,
  garbage,
  startup,
  tail,
  memory,
  border,
  export: exports,
  snapshot,
  record,
  bundle,
  collusion,
  sybil,
  security,
  market,
  together,
  auction,
  insiders,
  dealer,
  missions,
  book,
  batch,
  sweep,
}
