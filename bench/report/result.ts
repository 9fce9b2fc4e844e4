import { mkdir, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type Machine, machine } from './machine.ts'
import { formatNumber, printTable } from './table.ts'

/** Numbers are printed with three significant digits; a string is printed as it is. */
export type Cell = string | number | null

/** One promise of speed. `met: null` says that this run could not show it; `measured` then says why. */
export type Goal = { what: string; goal: string; measured: string; met: boolean | null }

/** One bar of a picture. Chime's own are coloured. */
export type Bar = { label: string; value: number; ours?: boolean }

/** Horizontal bars, in groups below one another; all groups share one scale unless `ownScale`. */
export type Chart = {
  /** What the length of a bar means, such as "server CPU, µs per delivery". */
  unit: string
  better: 'lower' | 'higher'
  /** The label of the bar that is 1.0× in each group. Without it no ratios are written. */
  ratioTo?: string
  ownScale?: boolean
  groups: { label: string; bars: Bar[] }[]
}

export type Result = {
  /** Of the benchmark: bench/<name>.ts. */
  name: string
  title: string
  /** What to type to measure this again. */
  command: string
  columns: string[]
  /** The first cell names the row; a row of a baseline belongs in the same table as what it is compared with. */
  rows: Cell[][]
  goals: Goal[]
  chart?: Chart
  /** Sentences for the reader: what a row means, what the profile shows. */
  notes?: string[]
  /** Of the engines that took part: `{ Postgres: '18.4', Redis: '7.0.15' }`. */
  versions?: Record<string, string>
}

export type Kept = Result & { machine: Machine; date: string }

/** The short form: everything happens, exactness is checked, the figures mean nothing and are not kept. */
export const quick = process.argv.includes('--quick')

export const resultsFolder = fileURLToPath(new URL('../results/', import.meta.url))

/**
 * Prints the table and the goals, and keeps the result as bench/results/<name>.json with machine, versions and date.
 * With `--quick` nothing is kept.
 */
export async function report(result: Result): Promise<void> {
  const kept: Kept = { ...result, machine: machine(), date: new Date().toISOString() }
  const { cpu, cores, memoryGb, os, node } = kept.machine
  const versions = Object.entries(result.versions ?? {}).map(([name, version]) => `${name} ${version}`)
  console.log(`\n${result.title}${quick ? ' (quick: the figures mean nothing)' : ''}`)
  console.log([`${cpu}, ${cores} cores, ${memoryGb} GB`, os, `Node ${node}`, ...versions].join(' · '))
  console.log(`\n${printTable(result.columns, result.rows)}\n`)
  for (const { what, goal, measured, met } of result.goals) {
    console.log(`${met === null ? 'unknown' : met ? 'met    ' : 'MISSED '}  ${what}: ${measured} (goal: ${goal})`)
  }
  for (const note of result.notes ?? []) console.log(`note     ${note}`)
  if (quick) return
  await mkdir(resultsFolder, { recursive: true })
  await writeFile(`${resultsFolder}${result.name}.json`, `${JSON.stringify(kept, null, 2)}\n`)
}

/** The middle of an odd count, the mean of the two middle ones of an even. */
export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** Between the two nearest values, in proportion. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * percent) / 100
  const [below, above] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]]
  if (below === undefined || above === undefined) throw new Error('no values')
  return below + (above - below) * (place - Math.floor(place))
}

export const ratio = (value: number, to: number): string => `${formatNumber(value / to, 2)}×`
