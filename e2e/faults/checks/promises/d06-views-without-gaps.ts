import type { Applied, View } from '../../history/entry.ts'
import { numberOf } from '../fields.ts'
import type { HistoryIndex } from '../history-index.ts'
import { heldIn } from '../keyed.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** What one client must hold of one channel, by all that it was given. */
type Held = {
  /** The revision by number. An array, which is smaller than a map: there is one for each client and channel. */
  revisions: number[]
  /** The newest revision that came by itself on this socket, and its place in the history. */
  live: { revision: number; place: number }
}

/**
 * D6. A view shows numbers without a gap. Each is of a message that this client was given before, or sent itself. And what the
 * server pushes to a stock client comes in the order of revisions: on one socket, nothing new comes after something newer. A
 * repeated event is allowed, since the client holds it already. For Chime's own client only the views are checked, because it
 * may apply events later than they came.
 */
export function viewsWithoutGaps(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D6',
    'a view is at every moment a run of messages without a gap, in order',
    history.entries,
    ['views', 'live messages'],
  )
  const clients = new Map<string, Map<string, Held>>()
  const own = ownNumbers(history)

  const heldBy = (client: string, channelId: string): Held => {
    const channels = heldIn(clients, client, () => new Map<string, Held>())
    return heldIn(channels, channelId, () => ({ revisions: [], live: { revision: 0, place: -1 } }))
  }

  function apply({ client, channelId, by, messages }: Applied, place: number): void {
    const held = heldBy(client, channelId)
    const isLive = by === 'live' && history.clients.get(client)?.kind !== 'chime'
    // Messages of one entry came together, in any order.
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
    const userId = history.userOf(client)
    const isKnown = (number: number) =>
      revisions[number] !== undefined || (own.get(`${channelId} ${userId} ${number}`) ?? Number.POSITIVE_INFINITY) <= at
    const fault = faultOf(view, isKnown)
    if (fault !== null) findings.violation(`${client} shows ${from}..${to} of channel ${channelId}: ${fault}`, place)
  }

  for (const [place, entry] of history.entries.entries()) {
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

/**
 * When each acknowledged message was first sent. Its sender may show it from then on: the line of the view may stand before that
 * of the acknowledgement.
 */
function ownNumbers(history: HistoryIndex): Map<string, number> {
  const own = new Map<string, number>()
  for (const { channelId, userId, tries } of history.sends.values()) {
    for (const { outcome } of tries) {
      const number = outcome?.outcome === 'ok' ? numberOf(outcome.answer, 'number') : null
      if (number !== null) own.set(`${channelId} ${userId} ${number}`, tries[0]?.call.at ?? 0)
    }
  }
  return own
}
