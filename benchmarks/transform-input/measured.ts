import type { Schema } from '@sluice/model'

/** Run through our engine and through Spark, as it is. */
export interface Query {
  readonly name: string
  readonly sql: string
  /** Fields of what comes out. */
  readonly output: Schema
  /** Groups the records of a batch. A streaming query of Spark's would group those of the whole stream. */
  readonly groups: boolean
}

/** One engine on one input. */
export interface Measured {
  readonly engine: 'Sluice' | 'Spark streaming' | 'Spark job'
  readonly threads: number
  /** Of each round: all its batches together. */
  readonly seconds: readonly number[]
  readonly batches: number
  /** Largest resident size of the processes that run the SQL. */
  readonly memoryBytes: number
  /** The same with the process that holds the queues, where that is another one. */
  readonly withServerBytes?: number
}
