import type { Entry } from '../history/entry.ts'
import { type HistoryIndex, indexHistory } from './history-index.ts'
import { check } from './index.ts'
import { heldIn } from './keyed.ts'
import { membershipActs, membershipKey } from './memberships.ts'
import { firstPlace } from './sorted.ts'
import { union } from './spans.ts'
import type { Verdict } from './verdict.ts'

export type Summary = {
  /** How often each fault was injected. */
  faults: Record<string, number>
  /** Messages that clients sent. One counts once, however often it was tried. */
  sent: number
  acknowledged: number
  refused: number
  /** Messages whose last try had no answer. */
  unknown: number
  /** Pairs of a client and a message that it applied. */
  delivered: number
  lost: number
  doubled: number
  outOfOrder: number
  /**
   * The longest time that a connected client waited for a message, in milliseconds. It counts from the last of these: the
   * acknowledgement, the client's connection, its user's joining, the end of the last fault before.
   */
  slowestMs: number
  slowest: { client: string; channelId: string; number: number; at: number } | null
}

/** The figures of a history. @param verdicts those of `check` for the same history */
export function summary(entries: readonly Entry[], verdicts: readonly Verdict[] = check(entries)): Summary {
  const history = indexHistory(entries)
  const countOf = (promise: string, word: RegExp) => {
    const verdict = verdicts.find((one) => one.promise === promise)
    // Verdicts keep the text of the first violations only, but count all.
    if (verdict === undefined) return 0
    return verdict.violationCount > verdict.violations.length
      ? verdict.violationCount
      : verdict.violations.filter(({ message }) => word.test(message)).length
  }
  const faults: Record<string, number> = {}
  for (const { name } of history.faults) faults[name] = (faults[name] ?? 0) + 1
  const sends = [...history.sends.values()]
  const acknowledged = sends.filter((send) => send.acknowledged !== null)
  const others = sends.filter((send) => send.acknowledged === null)
  const refused = others.filter(({ tries }) => tries.every(({ outcome }) => outcome?.outcome === 'refused'))
  return {
    faults,
    sent: sends.length,
    acknowledged: acknowledged.length,
    refused: refused.length,
    unknown: others.length - refused.length,
    ...deliveries(history),
    lost: countOf('D1', /lost|no table/),
    doubled: countOf('D5', /^doubled/),
    outOfOrder: countOf('D6', /^out of order/) + countOf('D8', /./),
  }
}

function deliveries(history: HistoryIndex): Pick<Summary, 'delivered' | 'slowest' | 'slowestMs'> {
  const acknowledgedAt = new Map<string, number>()
  for (const { channelId, acknowledged } of history.sends.values()) {
    if (acknowledged !== null) acknowledgedAt.set(`${channelId} ${acknowledged.state.number}`, acknowledged.at)
  }
  const healed = union(history.faults.map(({ from, to }) => ({ from, to: Math.max(to, from + 1) })))
  const changes = new Map<string, { from: number }[]>()
  for (const [key, acts] of membershipActs(history)) {
    const times = acts.map(({ invocation }) => ({ from: invocation.outcome?.at ?? Number.POSITIVE_INFINITY }))
    changes.set(
      key,
      times.sort((a, b) => a.from - b.from),
    )
  }
  const seen = new Map<string, number[]>()
  const opened = new Map<string, number>()
  let delivered = 0
  let slowestMs = 0
  let slowest: Summary['slowest'] = null
  for (const entry of history.entries) {
    if (entry.type === 'link') opened.set(entry.client, entry.state === 'open' ? entry.at : Number.POSITIVE_INFINITY)
    if (entry.type !== 'applied') continue
    const { client, channelId, at } = entry
    const key = `${client} ${channelId}`
    const numbers = heldIn(seen, key, (): number[] => [])
    for (const { number } of entry.messages) {
      if (numbers[number] !== undefined) continue
      numbers[number] = 1
      delivered += 1
      const known = acknowledgedAt.get(`${channelId} ${number}`)
      const openedAt = opened.get(client)
      // Older messages are loaded when the user scrolls to them.
      if (known === undefined || openedAt === undefined || numbers[number - 1] === undefined) continue
      const fault = lastBefore(healed, at)
      const cameIn = lastBefore(changes.get(membershipKey(channelId, history.userOf(client) ?? '')) ?? [], at)
      const since = Math.max(known, openedAt, cameIn?.from ?? 0, fault === null ? 0 : Math.min(fault.to, at))
      const waited = at - since
      if (waited <= slowestMs) continue
      slowestMs = waited
      slowest = { client, channelId, number, at }
    }
  }
  return { delivered, slowestMs, slowest }
}

function lastBefore<T extends { from: number }>(spans: readonly T[], at: number): T | null {
  return spans[firstPlace(spans, ({ from }) => from > at) - 1] ?? null
}
