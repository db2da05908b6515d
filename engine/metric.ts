import type { Component } from './columns.ts'
import type { ParameterValue } from './config.ts'
import type { SystemAccess } from './world.ts'

/** A number in a results row, or null where it has no value. */
export type MetricValue = number | null

export interface MetricColumn {
  readonly unit: string
  readonly doc: string
}

/** Running sums of one metric by name: what `observe` added up over an epoch, or over a run. */
export type Sums<S extends string = string> = Readonly<Record<S, number>>

export interface BoundMetric<S extends string = string> {
  /** Adds interaction rows `first` to `end - 1` to the sums; called once a chunk and tick, in chunk order. */
  observe?(first: number, end: number, sums: Float64Array): void
  /** Values at the end of an epoch (`scope` epoch) or pooled over a run (`scope` run). */
  report(sums: Sums<S>, scope: 'epoch' | 'run'): Readonly<Record<string, MetricValue>>
}

export type ValueOf = (path: string) => ParameterValue

export interface Metric<S extends string = string> {
  readonly name: string
  readonly doc: string
  /** Names of the sums, in the order of the array that `observe` gets; of parameters where their number depends on them. */
  readonly sums: readonly S[] | ((value: ValueOf) => readonly S[])
  /** Columns that `report` returns. */
  readonly columns: Readonly<Record<string, MetricColumn>>
  readonly reads: readonly Component[]
  bind(access: Pick<SystemAccess, 'get' | 'parameters' | 'clock' | 'world'>): BoundMetric<S>
}

/** Declares a metric; attach it with `app.metrics(…)`. */
export const defineMetric = <const S extends string>(metric: Metric<S>): Metric => metric

/** Names of a metric's sums under these parameters; parameters that are read here must not move while running. */
export const sumNamesOf = (metric: Metric, value: ValueOf): readonly string[] =>
  typeof metric.sums === 'function' ? metric.sums(value) : metric.sums
