import { setTimeout as sleep } from 'node:timers/promises'
import type { Random } from '@chime/testing/random'
import type { Worker } from '../clients/worker-process.ts'
import type { Cluster } from '../cluster/cluster.ts'

/** What a fault can use. */
export type Context = {
  cluster: Cluster
  workers: readonly Worker[]
  random: Random
  /** Whether faults take their long forms: more sockets, more messages. */
  full: boolean
  /** Adds a line to the report: a measurement, or something that went wrong. */
  note(text: string): void
}

/** Undoes the fault, and resolves when that is done. */
export type Heal = () => Promise<void>

export type FaultKind = {
  name: string
  /** How long it lasts, in milliseconds. */
  shortMs: number
  fullMs: number
  /** What it needs for itself. Two faults that claim the same never overlap. */
  claims(node: number): string[]
  /** A description, for the history and the report. */
  what(node: number): string
  begin(context: Context, node: number): Promise<Heal>
}

/** Repeats `work` until the fault is healed. Errors are ignored. */
export function repeatedly(everyMs: () => number, work: () => Promise<unknown>): Heal {
  const stop = new AbortController()
  const running = (async () => {
    while (!stop.signal.aborted) {
      await work().catch(() => {})
      await sleep(everyMs(), undefined, { signal: stop.signal }).catch(() => {})
    }
  })()
  return async () => {
    stop.abort()
    await running
  }
}
