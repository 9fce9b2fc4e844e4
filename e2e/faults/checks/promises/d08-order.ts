import type { HistoryIndex, Send } from '../history-index.ts'
import { heldIn } from '../keyed.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** A send whose number is known from an acknowledgement or from the table. */
type Numbered = { send: Send; number: number; calledAt: number; place: number }
type Seen = { at: number; number: number; place: number }

/**
 * D8. By the clock: when a message was first sent, every message of the channel that anybody knew of before has a lower number.
 * To know means to have the acknowledgement, or to have been given the message. By the frame: messages that one socket sent to one
 * channel are numbered in the order of their frames, except those that were also tried elsewhere before they were acknowledged.
 */
export function order(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D8',
    'what was acknowledged before has the lower number; frames of a socket keep their order',
    history.entries,
    ['by the clock', 'by the frame'],
  )
  const numbered = numberedSends(history)
  byTheClock(history, numbered, findings)
  byTheFrame(history, numbered, findings)
  return findings.verdict()
}

function byTheClock(history: HistoryIndex, numbered: readonly Numbered[], findings: Findings): void {
  const seen = seenByChannel(history)
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

/** Since when somebody knew of each number. Only numbers that were the highest so far are kept. */
function seenByChannel(history: HistoryIndex): Map<string, Seen[]> {
  const seen = new Map<string, Seen[]>()
  const see = (channelId: string, one: Seen) => {
    const list = seen.get(channelId)
    if (list === undefined) seen.set(channelId, [one])
    else list.push(one)
  }
  const highest = new Map<string, number>()
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type !== 'applied') continue
    const before = highest.get(entry.channelId) ?? 0
    const number = entry.messages.reduce((most, message) => Math.max(most, message.number), before)
    if (number === before) continue
    highest.set(entry.channelId, number)
    see(entry.channelId, { at: entry.at, number, place })
  }
  for (const { channelId, acknowledged } of history.sends.values()) {
    if (acknowledged !== null)
      see(channelId, { at: acknowledged.at, number: acknowledged.state.number, place: acknowledged.place })
  }
  return seen
}

function byTheFrame(history: HistoryIndex, numbered: readonly Numbered[], findings: Findings): void {
  // A client that was closed and made again counts its sockets from 1 on again. So a socket also ends where its client's `gone` is.
  const ends = new Map<string, number[]>()
  for (const entry of history.entries) {
    if (entry.type === 'link' && entry.state === 'gone') heldIn(ends, entry.client, (): number[] => []).push(entry.at)
  }
  const lifeOf = (client: string, at: number) => (ends.get(client) ?? []).filter((end) => end <= at).length
  const framed = numbered.flatMap(({ send, number, place }) => {
    const [first, second] = send.tries
    if (first?.outcome?.outcome !== 'ok' || first.call.frame === null || first.call.socket === null) return []
    // The server may have stored a second try, which another socket sent.
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

function numberedSends(history: HistoryIndex): Numbered[] {
  /** The number of a send without an answer is that of its row in the table. */
  const stored = new Map<string, number>()
  for (const [channelId, { row }] of history.tables) {
    for (const { userId, clientId, number } of row.messages) stored.set(`${channelId} ${userId} ${clientId}`, number)
  }
  return [...history.sends.values()].flatMap((send) => {
    const first = send.tries[0]
    const number = send.acknowledged?.state.number ?? stored.get(`${send.channelId} ${send.userId} ${send.clientId}`)
    return first === undefined || number === undefined
      ? []
      : [{ send, number, calledAt: first.call.at, place: first.place }]
  })
}
