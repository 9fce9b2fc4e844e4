import { heldIn } from './keyed.ts'
import type { Past, Send } from './past.ts'
import { Findings, type Verdict } from './verdict.ts'

/** A send whose number is known, by an acknowledgement or by the table. */
type Numbered = { send: Send; number: number; calledAt: number; place: number }
type Seen = { at: number; number: number; place: number }

/**
 * D8. By the clock: whatever anybody knew of a channel (by an acknowledgement, or because a client was given it) strictly
 * before a message was first sent has a lower number than it. By the frame: sends of one socket to one channel, of messages
 * that were tried nowhere else before they were acknowledged, are numbered in the order of their frames.
 */
export function order(past: Past): Verdict {
  const findings = new Findings(
    'D8',
    'what was acknowledged before has the lower number; frames of a socket keep their order',
    past.entries,
    ['by the clock', 'by the frame'],
  )
  const numbered = numberedSends(past)
  byTheClock(past, numbered, findings)
  byTheFrame(past, numbered, findings)
  return findings.verdict()
}

function byTheClock(past: Past, numbered: readonly Numbered[], findings: Findings): void {
  const seen = seenByChannel(past)
  for (const [channelId, sends] of Map.groupBy(numbered, ({ send }) => send.channelId)) {
    const known = (seen.get(channelId) ?? []).sort((a, b) => a.at - b.at)
    let next = 0
    let highest: Seen | null = null
    for (const { send, number, calledAt, place } of sends.sort((a, b) => a.calledAt - b.calledAt)) {
      for (let one = known[next]; one !== undefined && one.at < calledAt; one = known[++next]) {
        if (highest === null || one.number > highest.number) highest = one
      }
      if (highest === null) continue
      findings.fact('by the clock')
      if (number > highest.number) continue
      findings.violation(
        `in channel ${channelId} #${highest.number} was known before ${send.clientId} was sent, which is #${number}`,
        highest.place,
        place,
        send.acknowledged?.place,
      )
    }
  }
}

/** Every number that somebody knew of, and since when; only those that were the highest so far. */
function seenByChannel(past: Past): Map<string, Seen[]> {
  const seen = new Map<string, Seen[]>()
  const see = (channelId: string, one: Seen) => {
    const list = seen.get(channelId)
    if (list === undefined) seen.set(channelId, [one])
    else list.push(one)
  }
  const highest = new Map<string, number>()
  for (const [place, entry] of past.entries.entries()) {
    if (entry.type !== 'applied') continue
    const before = highest.get(entry.channelId) ?? 0
    const number = entry.messages.reduce((most, message) => Math.max(most, message.number), before)
    if (number === before) continue
    highest.set(entry.channelId, number)
    see(entry.channelId, { at: entry.at, number, place })
  }
  for (const { channelId, acknowledged } of past.sends.values()) {
    if (acknowledged !== null)
      see(channelId, { at: acknowledged.at, number: acknowledged.state.number, place: acknowledged.place })
  }
  return seen
}

function byTheFrame(past: Past, numbered: readonly Numbered[], findings: Findings): void {
  // A client that was closed and made anew counts its sockets from 1 again: a socket ends where one of its client's does.
  const ends = new Map<string, number[]>()
  for (const entry of past.entries) {
    if (entry.type === 'link' && entry.state === 'gone') heldIn(ends, entry.client, (): number[] => []).push(entry.at)
  }
  const lifeOf = (client: string, at: number) => (ends.get(client) ?? []).filter((end) => end <= at).length
  const framed = numbered.flatMap(({ send, number, place }) => {
    const [first, second] = send.tries
    if (first?.outcome?.outcome !== 'ok' || first.call.frame === null || first.call.socket === null) return []
    // A second try may have been the one that was numbered.
    if (second !== undefined && second.call.at <= first.outcome.at) return []
    const { client, socket, frame, at } = first.call
    return [{ key: `${send.channelId} ${client} ${socket} ${lifeOf(client, at)}`, frame, number, place, send }]
  })
  for (const [, sends] of Map.groupBy(framed, ({ key }) => key)) {
    sends.sort((a, b) => a.frame - b.frame)
    for (let i = 1; i < sends.length; i += 1) {
      const [before, after] = [sends[i - 1], sends[i]]
      if (before === undefined || after === undefined || before.frame === after.frame) continue
      findings.fact('by the frame')
      if (before.number < after.number) continue
      findings.violation(
        `in channel ${after.send.channelId} frame ${before.frame} became #${before.number} and frame ${after.frame} of the same socket #${after.number}`,
        before.place,
        after.place,
        before.send.acknowledged?.place,
        after.send.acknowledged?.place,
      )
    }
  }
}

function numberedSends(past: Past): Numbered[] {
  /** A send without an answer has the number that the table gave it. */
  const stored = new Map<string, number>()
  for (const [channelId, { row }] of past.tables) {
    for (const { userId, clientId, number } of row.messages) stored.set(`${channelId} ${userId} ${clientId}`, number)
  }
  return [...past.sends.values()].flatMap((send) => {
    const first = send.tries[0]
    const number = send.acknowledged?.state.number ?? stored.get(`${send.channelId} ${send.userId} ${send.clientId}`)
    return first === undefined || number === undefined
      ? []
      : [{ send, number, calledAt: first.call.at, place: first.place }]
  })
}
