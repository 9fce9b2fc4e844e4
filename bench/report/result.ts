import type { Machine } from './machine.ts'

/** Numbers are printed with three significant digits; a string is printed as it is. */
export type Cell = string | number | null

/** A goal for a figure. With `met: null`, this run could not show whether it is met; `measured` then says why. */
export type Goal = { what: string; goal: string; measured: string; met: boolean | null }

/** One bar of a chart. Bars that are `ours`, Chime's, have a colour. */
export type Bar = { label: string; value: number; ours?: boolean }

/** A chart of horizontal bars, in groups. All groups have the same scale, unless `ownScale` is set. */
export type Chart = {
  /** What the length of a bar means, such as "server CPU, µs per delivery". */
  unit: string
  better: 'lower' | 'higher'
  /** The label of the bar that counts as 1.0× in each group. Without it, no ratios are shown. */
  ratioTo?: string
  ownScale?: boolean
  groups: { label: string; bars: Bar[] }[]
}

export type Result = {
  /** The name of the benchmark, whose program is bench/<name>.ts. */
  name: string
  title: string
  /** The command that measures this again. */
  command: string
  columns: string[]
  /** The first cell names the row. Baselines are rows of the same table as what is compared with them. */
  rows: Cell[][]
  goals: Goal[]
  chart?: Chart
  /** Sentences for the reader, for example what a row means. */
  notes?: string[]
  /** The versions of other programs that were used, such as `{ Postgres: '18.4', Redis: '7.0.15' }`. */
  versions?: Record<string, string>
}

export type Kept = Result & { machine: Machine; date: string }
