import type { Entry } from '../history.ts'
import { check } from './index.ts'
import { heldIn } from './keyed.ts'
import { membershipActs, membershipKey } from './memberships.ts'
import { type Past, sortOut } from './past.ts'
import { union } from './spans.ts'
import type { Verdict } from './verdict.ts'

export type Summary = {
  /** How often each fault was injected. */
  faults: Record<string, number>
  /** Messages, by client id, however often they were tried. */
  sent: number
  acknowledged: number
  refused: number
  /** Without an answer to the last. */
  unknown: number
  /** (client, message) that a client applied. */
  delivered: number
  lost: number
  doubled: number
  outOfOrder: number
  /**
   * The longest that a connected client had to wait for a message, from when it was acknowledged, or from when the client
   * was connected again or its user came into the channel, or the last fault before was healed, whichever was last.
   */
  slowestMs: number
  slowest: { client: string; channelId: string; number: number; at: number } | null
}

/** A history in figures. @param verdicts what `check` said of it, if it was asked before */
export function summary(entries: readonly Entry[], verdicts: readonly Verdict[] = check(entries)): Summary {
  const past = sortOut(entries)
  const countOf = (promise: string, word: RegExp) => {
    const verdict = verdicts.find((one) => one.promise === promise)
    // Only the first violations are kept in words; where there are more, all count.
    if (verdict === undefined) return 0
    return verdict.violationCount > verdict.violations.length
      ? verdict.violationCount
      : verdict.violations.filter(({ message }) => word.test(message)).length
  }
  const faults: Record<string, number> = {}
  for (const { name } of past.faults) faults[name] = (faults[name] ?? 0) + 1
  const sends = [...past.sends.values()]
  const acknowledged = sends.filter((send) => send.acknowledged !== null)
  const others = sends.filter((send) => send.acknowledged === null)
  const refused = others.filter(({ tries }) => tries.every(({ outcome }) => outcome?.outcome === 'refused'))
  return {
    faults,
    sent: sends.length,
    acknowledged: acknowledged.length,
    refused: refused.length,
    unknown: others.length - refused.length,
    ...deliveries(past),
    lost: countOf('D1', /lost|no table/),
    doubled: countOf('D5', /^doubled/),
    outOfOrder: countOf('D6', /^out of order/) + countOf('D8', /./),
  }
}

function deliveries(past: Past): Pick<Summary, 'delivered' | 'slowest' | 'slowestMs'> {
  const acknowledgedAt = new Map<string, number>()
  for (const { channelId, acknowledged } of past.sends.values()) {
    if (acknowledged !== null) acknowledgedAt.set(`${channelId} ${acknowledged.state.number}`, acknowledged.at)
  }
  const healed = union(past.faults.map(({ from, to }) => ({ from, to: Math.max(to, from + 1) })))
  const changes = new Map<string, { from: number }[]>()
  for (const [key, acts] of membershipActs(past)) {
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
  for (const entry of past.entries) {
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
      // Older messages are fetched when somebody scrolls to them.
      if (known === undefined || openedAt === undefined || numbers[number - 1] === undefined) continue
      const fault = lastBefore(healed, at)
      const cameIn = lastBefore(changes.get(membershipKey(channelId, past.userOf(client) ?? '')) ?? [], at)
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
  let [low, high] = [0, spans.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((spans[middle]?.from ?? 0) <= at) low = middle + 1
    else high = middle
  }
  return spans[low - 1] ?? null
}
