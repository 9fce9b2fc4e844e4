import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryWriter } from '../writer.ts'
import type { Context, Heal } from './kind.ts'
import type { Planned } from './schedule.ts'

const probeWithinMs = 60_000
const whileClaimedMs = 50

/** From a fault's end until a send on each node was acknowledged and delivered by all. */
export type Recovery = { fault: string; ms: number }

/** Makes the faults of a round happen, and undoes them. */
export class Director {
  readonly #context: Context
  readonly #writer: HistoryWriter
  readonly #probe: (timeoutMs: number) => Promise<number>
  readonly #healing = new Set<Promise<void>>()
  readonly recoveries: Recovery[] = []
  readonly counts = new Map<string, number>()
  /** What is claimed by faults that are not healed yet: a node that has to be started takes longer than planned. */
  readonly #claimed = new Set<string>()
  #active = 0
  #begun = 0
  #probing = false

  constructor(context: Context, writer: HistoryWriter, probe: (timeoutMs: number) => Promise<number>) {
    this.#context = context
    this.#writer = writer
    this.#probe = probe
  }

  /** Plays the round's faults; resolves when its time is over and all of them are healed. */
  async play(round: readonly Planned[], loadMs: number, signal: AbortSignal): Promise<void> {
    const end = AbortSignal.any([signal, AbortSignal.timeout(loadMs)])
    await Promise.all(round.map((planned) => this.#one(planned, end)))
    await pause(Number.MAX_SAFE_INTEGER, end)
    await Promise.all(this.#healing)
  }

  /** Asks whether everything works again, after all is healed. */
  async checkRecovery(): Promise<void> {
    this.recoveries.push({ fault: 'all of a round', ms: await this.#probe(probeWithinMs) })
  }

  async #one({ id, kind, node, atMs, forMs }: Planned, end: AbortSignal): Promise<void> {
    await pause(atMs, end)
    const claims = kind.claims(node)
    while (!end.aborted && claims.some((claim) => this.#claimed.has(claim))) await pause(whileClaimedMs, end)
    if (end.aborted) return
    for (const claim of claims) this.#claimed.add(claim)
    const what = kind.what(node)
    this.#writer.write({ type: 'fault', id, name: kind.name, phase: 'begin', what })
    this.#active++
    this.#begun++
    let heal: Heal = async () => {}
    try {
      heal = await kind.begin(this.#context, node)
      this.counts.set(kind.name, (this.counts.get(kind.name) ?? 0) + 1)
    } catch (error) {
      this.#context.note(`"${what}" could not be injected: ${String(error)}`)
    }
    await pause(forMs, end)
    const healing = this.#heal(id, kind.name, what, heal)
    this.#healing.add(healing)
    await healing
    this.#healing.delete(healing)
    for (const claim of claims) this.#claimed.delete(claim)
  }

  async #heal(id: number, name: string, what: string, heal: Heal): Promise<void> {
    try {
      await heal()
    } catch (error) {
      this.#context.note(`"${what}" could not be healed: ${String(error)}`)
    }
    this.#writer.write({ type: 'fault', id, name, phase: 'end', what })
    this.#active--
    if (this.#active === 0) void this.#measure(name)
  }

  /** Only while nothing else is broken: else it would be the other's recovery. */
  async #measure(fault: string): Promise<void> {
    if (this.#probing) return
    this.#probing = true
    const begun = this.#begun
    const ms = await this.#probe(probeWithinMs).catch(() => null)
    this.#probing = false
    if (ms !== null && begun === this.#begun) this.recoveries.push({ fault, ms })
  }
}

/** Until then, or until the signal. */
const pause = (ms: number, signal: AbortSignal) =>
  sleep(Math.min(ms, 2 ** 31 - 1), undefined, { signal }).catch(() => {})
