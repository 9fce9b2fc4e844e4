import { setTimeout as sleep } from 'node:timers/promises'
import type { HistoryWriter } from '../history/writer.ts'
import type { Context, Heal } from './fault-kind.ts'
import type { PlannedFault } from './schedule.ts'

const probeWithinMs = 60_000
const whileClaimedMs = 50

/** The time from the end of a fault until a message sent on each node was acknowledged, and delivered by all nodes. */
export type Recovery = { fault: string; ms: number }

/** Injects the faults of a round and heals them. */
export class Director {
  readonly #context: Context
  readonly #writer: HistoryWriter
  readonly #probe: (timeoutMs: number) => Promise<number>
  readonly #healing = new Set<Promise<void>>()
  readonly recoveries: Recovery[] = []
  readonly counts = new Map<string, number>()
  /** What the unhealed faults have claimed. A fault may take longer than planned, for example when a node is slow to start. */
  readonly #claimed = new Set<string>()
  #active = 0
  #begun = 0
  #probing = false

  constructor(context: Context, writer: HistoryWriter, probe: (timeoutMs: number) => Promise<number>) {
    this.#context = context
    this.#writer = writer
    this.#probe = probe
  }

  /** Runs one round. Resolves when its time is over and all its faults are healed. */
  async play(round: readonly PlannedFault[], loadMs: number, signal: AbortSignal): Promise<void> {
    const end = AbortSignal.any([signal, AbortSignal.timeout(loadMs)])
    await Promise.all(round.map((planned) => this.#one(planned, end)))
    await pause(Number.MAX_SAFE_INTEGER, end)
    await Promise.all(this.#healing)
  }

  /** Waits until everything works again after all faults are healed. */
  async checkRecovery(): Promise<void> {
    this.recoveries.push({ fault: 'all of a round', ms: await this.#probe(probeWithinMs) })
  }

  async #one({ id, kind, node, atMs, forMs }: PlannedFault, end: AbortSignal): Promise<void> {
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

  /** Measures the recovery from a fault. It does not count when another fault began meanwhile. */
  async #measure(fault: string): Promise<void> {
    if (this.#probing) return
    this.#probing = true
    const begun = this.#begun
    const ms = await this.#probe(probeWithinMs).catch(() => null)
    this.#probing = false
    if (ms !== null && begun === this.#begun) this.recoveries.push({ fault, ms })
  }
}

/** Waits for this time, or until the signal. */
const pause = (ms: number, signal: AbortSignal) =>
  sleep(Math.min(ms, 2 ** 31 - 1), undefined, { signal }).catch(() => {})
