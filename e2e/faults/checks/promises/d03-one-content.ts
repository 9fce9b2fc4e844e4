import type { MessageState } from '../../history/entry.ts'
import { describeMessage, messageOf, sameState } from '../fields.ts'
import type { HistoryIndex } from '../history-index.ts'
import { heldIn } from '../keyed.ts'
import { Findings, type Verdict } from '../verdict.ts'

type Seen = { state: MessageState; place: number }

/**
 * D3. At one revision a message is the same for everybody who sees it: by a push, a pull, an answer or in the table. Its sender
 * and client id are the same at all revisions, and no revision is newer than that of the table.
 */
export function oneContent(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D3',
    'all clients and the table agree on the content of (channel, number)',
    history.entries,
    ['delivered messages', 'messages of the table'],
  )
  /** By channel and number, every revision that was seen. Few messages have more than one. */
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
        `two contents: in channel ${channelId} one saw ${describeMessage(same.state)} and another ${describeMessage(state)}`,
        same.place,
        place,
      )
    } else if (
      first !== undefined &&
      (first.state.clientId !== state.clientId || first.state.userId !== state.userId)
    ) {
      findings.violation(
        `two messages with one number: in channel ${channelId} ${describeMessage(first.state)} and ${describeMessage(state)}`,
        first.place,
        place,
      )
    } else before.push({ state, place })
  }

  for (const [place, entry] of history.entries.entries()) {
    if (entry.type === 'applied') {
      findings.fact('delivered messages', entry.messages.length)
      for (const state of entry.messages) look(entry.channelId, state, place)
    } else if (entry.type === 'table') {
      findings.fact('messages of the table', entry.messages.length)
      for (const state of entry.messages) look(entry.channelId, state, place)
    }
  }
  for (const { channelId, acknowledged } of history.sends.values()) {
    if (acknowledged !== null) look(channelId, acknowledged.state, acknowledged.place)
  }
  for (const { call, outcome, outcomePlace } of history.invocations) {
    if (call.procedure !== 'messages.edit' || outcome?.outcome !== 'ok' || call.channelId === null) continue
    const answer = messageOf(outcome.answer)
    if (answer !== null && outcomePlace !== null) look(call.channelId, answer, outcomePlace)
  }
  for (const [channelId, byNumber] of seen) checkLast(history, channelId, byNumber, findings)
  return findings.verdict()
}

/** A revision that was seen and is newer than the table's was never committed, or was undone. */
function checkLast(history: HistoryIndex, channelId: string, byNumber: Map<number, Seen[]>, findings: Findings): void {
  const table = history.tables.get(channelId)
  if (table === undefined) return
  for (const [number, all] of byNumber) {
    const row = table.byNumber.get(number)
    if (row === undefined) {
      if (number < table.row.firstNumber) continue
      const [first] = all
      if (first !== undefined)
        findings.violation(
          `seen, but not in the table: channel ${channelId}, ${describeMessage(first.state)}`,
          first.place,
          table.place,
        )
      continue
    }
    for (const { state, place } of all) {
      if (state.revision > row.revision) {
        findings.violation(
          `seen newer than the table has it: channel ${channelId}, ${describeMessage(state)}; the table has ${describeMessage(row)}`,
          place,
          table.place,
        )
      }
    }
  }
}
