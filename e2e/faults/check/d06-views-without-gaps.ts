import type { Applied, View } from '../history.ts'
import { numberOf } from './fields.ts'
import { heldIn } from './keyed.ts'
import type { Past } from './past.ts'
import { Findings, type Verdict } from './verdict.ts'

/** What one client holds of one channel, as far as it was told. */
type Held = {
  /** Revision by number: an array, since there is one of these per client and channel. */
  revisions: number[]
  /** The newest revision that came by itself on this socket, and where. */
  live: { revision: number; place: number }
}

/**
 * D6. What a screen shows is a run of numbers without a gap, each of which this client was given before (or sent itself);
 * and what a stock client is given by itself comes in the order of revisions: on one socket nothing new follows on something
 * newer. (A repeated event is not new: the client holds it. Chime's own client applies what it was given when it fits, so
 * that is for its views to show.)
 */
export function viewsWithoutGaps(past: Past): Verdict {
  const findings = new Findings(
    'D6',
    'a view is at every moment a run of messages without a gap, in order',
    past.entries,
    ['views', 'live messages'],
  )
  const clients = new Map<string, Map<string, Held>>()
  const own = ownNumbers(past)

  const heldBy = (client: string, channelId: string): Held => {
    const channels = heldIn(clients, client, () => new Map<string, Held>())
    return heldIn(channels, channelId, () => ({ revisions: [], live: { revision: 0, place: -1 } }))
  }

  function apply({ client, channelId, by, messages }: Applied, place: number): void {
    const held = heldBy(client, channelId)
    const isLive = by === 'live' && past.clients.get(client)?.kind !== 'chime'
    // What came at once may be written down in any order.
    const before = held.live
    for (const { number, revision } of messages) {
      const known = held.revisions[number] ?? 0
      if (revision > known) held.revisions[number] = revision
      if (!isLive) continue
      findings.fact('live messages')
      if (revision > held.live.revision) held.live = { revision, place }
      if (revision < before.revision && revision > known) {
        findings.violation(
          `out of order: ${client} was given #${number}@${revision} of channel ${channelId} after revision ${before.revision}`,
          before.place,
          place,
        )
      }
    }
  }

  function look(view: View, place: number): void {
    findings.fact('views')
    const { client, channelId, from, to, at } = view
    const { revisions } = heldBy(client, channelId)
    const userId = past.userOf(client)
    const isKnown = (number: number) =>
      revisions[number] !== undefined || (own.get(`${channelId} ${userId} ${number}`) ?? Number.POSITIVE_INFINITY) <= at
    const fault = faultOf(view, isKnown)
    if (fault !== null) findings.violation(`${client} shows ${from}..${to} of channel ${channelId}: ${fault}`, place)
  }

  for (const [place, entry] of past.entries.entries()) {
    if (entry.type === 'applied') apply(entry, place)
    else if (entry.type === 'view') look(entry, place)
    else if (entry.type === 'link' && entry.state === 'open') {
      for (const held of clients.get(entry.client)?.values() ?? []) held.live = { revision: 0, place }
    }
  }
  return findings.verdict()
}

function faultOf({ from, to, numbers }: View, isKnown: (number: number) => boolean): string | null {
  if (numbers.length === 0) return to >= from ? 'and nothing of it' : null
  for (const [i, number] of numbers.entries()) {
    const before = numbers[i - 1] ?? from - 1
    if (number > before + 1) return `a gap between ${before} and ${number}`
    if (number <= before) return `${number} after ${before}`
    if (!isKnown(number)) return `${number} was never given to it`
  }
  return numbers.at(-1) === to ? null : `it ends at ${numbers.at(-1)}`
}

/** When each own message was first sent: its sender may show it from its acknowledgement on, whichever line came first. */
function ownNumbers(past: Past): Map<string, number> {
  const own = new Map<string, number>()
  for (const { channelId, userId, tries } of past.sends.values()) {
    for (const { outcome } of tries) {
      const number = outcome?.outcome === 'ok' ? numberOf(outcome.answer, 'number') : null
      if (number !== null) own.set(`${channelId} ${userId} ${number}`, tries[0]?.call.at ?? 0)
    }
  }
  return own
}
