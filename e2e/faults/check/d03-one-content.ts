import type { MessageState } from '../history.ts'
import { messageOf, sameState, told } from './fields.ts'
import { heldIn } from './keyed.ts'
import type { Past } from './past.ts'
import { Findings, type Verdict } from './verdict.ts'

type Seen = { state: MessageState; place: number }

/**
 * D3. Whoever sees a message at a revision (by a push, a pull, an answer or in the table) sees the same; what a message is
 * (its sender and client id) is the same at all revisions; and the table's revision is the last.
 */
export function oneContent(past: Past): Verdict {
  const findings = new Findings(
    'D3',
    'all clients and the table agree on the content of (channel, number)',
    past.entries,
    ['delivered messages', 'messages of the table'],
  )
  /** By channel and number, every revision that was seen. Few have more than one. */
  const seen = new Map<string, Map<number, Seen[]>>()

  function look(channelId: string, state: MessageState, place: number): void {
    const byNumber = heldIn(seen, channelId, () => new Map<number, Seen[]>())
    const before = byNumber.get(state.number)
    if (before === undefined) {
      byNumber.set(state.number, [{ state, place }])
      return
    }
    const same = before.find((other) => other.state.revision === state.revision)
    const [first] = before
    if (same !== undefined) {
      if (sameState(same.state, state)) return
      findings.violation(
        `two contents: in channel ${channelId} one saw ${told(same.state)} and another ${told(state)}`,
        same.place,
        place,
      )
    } else if (
      first !== undefined &&
      (first.state.clientId !== state.clientId || first.state.userId !== state.userId)
    ) {
      findings.violation(
        `two messages with one number: in channel ${channelId} ${told(first.state)} and ${told(state)}`,
        first.place,
        place,
      )
    } else before.push({ state, place })
  }

  for (const [place, entry] of past.entries.entries()) {
    if (entry.type === 'applied') {
      findings.fact('delivered messages', entry.messages.length)
      for (const state of entry.messages) look(entry.channelId, state, place)
    } else if (entry.type === 'table') {
      findings.fact('messages of the table', entry.messages.length)
      for (const state of entry.messages) look(entry.channelId, state, place)
    }
  }
  for (const { channelId, acknowledged } of past.sends.values()) {
    if (acknowledged !== null) look(channelId, acknowledged.state, acknowledged.place)
  }
  for (const { call, outcome, outcomePlace } of past.invocations) {
    if (call.procedure !== 'messages.edit' || outcome?.outcome !== 'ok' || call.channelId === null) continue
    const answer = messageOf(outcome.answer)
    if (answer !== null && outcomePlace !== null) look(call.channelId, answer, outcomePlace)
  }
  for (const [channelId, byNumber] of seen) checkLast(past, channelId, byNumber, findings)
  return findings.verdict()
}

/** What was seen of a message and is newer than the table was not committed, or was undone. */
function checkLast(past: Past, channelId: string, byNumber: Map<number, Seen[]>, findings: Findings): void {
  const table = past.tables.get(channelId)
  if (table === undefined) return
  for (const [number, all] of byNumber) {
    const row = table.byNumber.get(number)
    if (row === undefined) {
      if (number < table.row.firstNumber) continue
      const [first] = all
      if (first !== undefined)
        findings.violation(
          `seen, but not in the table: channel ${channelId}, ${told(first.state)}`,
          first.place,
          table.place,
        )
      continue
    }
    for (const { state, place } of all) {
      if (state.revision > row.revision) {
        findings.violation(
          `seen newer than the table has it: channel ${channelId}, ${told(state)}; the table has ${told(row)}`,
          place,
          table.place,
        )
      }
    }
  }
}
