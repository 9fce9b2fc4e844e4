import { setTimeout as sleep } from 'node:timers/promises'
import type { Worker } from '../clients/staff.ts'
import type { Random } from '../random.ts'
import type { World } from '../world/world.ts'

/** What an injector has at hand. */
export type Context = {
  world: World
  workers: readonly Worker[]
  random: Random
  /** The forms that take long: more sockets, more messages. */
  full: boolean
  /** Something that was measured or went wrong, for the report. */
  note(text: string): void
}

/** Undoes the fault; resolves when it is undone. */
export type Heal = () => Promise<void>

/** One kind of fault. */
export type Kind = {
  name: string
  /** How long it lasts, in milliseconds. */
  shortMs: number
  fullMs: number
  /** What it needs for itself: of two faults that need the same, the later one is left out. */
  claims(node: number): string[]
  /** For the history and the report. */
  what(node: number): string
  begin(context: Context, node: number): Promise<Heal>
}

/** Does it again and again until it is healed. */
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
