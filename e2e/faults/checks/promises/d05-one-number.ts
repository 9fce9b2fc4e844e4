import { messageOf } from '../fields.ts'
import { type HistoryIndex, type Send, sendKey } from '../history-index.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** Refusals for reasons that have nothing to do with the message: a retry after an acknowledgement may get them. */
const noVerdicts = new Set(['RATE_LIMITED', 'UNAUTHENTICATED', 'INVALID_INPUT', 'TOO_LARGE', 'UNAVAILABLE'])

/**
 * D5. A client id of one user in one channel has one number: in every answer, in the table and at every client. After a message
 * was acknowledged, a retry is answered with that message and not refused.
 */
export function oneNumber(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D5',
    'a clientId has one number, however often and wherever it is retried',
    history.entries,
    ['client ids', 'retries'],
  )
  const numbers = new Map<string, { number: number; place: number }>()

  function look(channelId: string, userId: string | null, clientId: string, number: number, place: number): void {
    const key = sendKey(channelId, userId, clientId)
    const known = numbers.get(key)
    if (known === undefined) numbers.set(key, { number, place })
    else if (known.number !== number) {
      findings.violation(
        `doubled: in channel ${channelId} client id ${clientId} is #${known.number} and #${number}`,
        known.place,
        place,
      )
    }
  }

  for (const send of history.sends.values()) {
    if (send.acknowledged !== null) findings.fact('client ids')
    if (send.tries.length > 1) findings.fact('retries', send.tries.length - 1)
    for (const { outcome, outcomePlace } of send.tries) {
      const answer = outcome?.outcome === 'ok' ? messageOf(outcome.answer) : null
      if (answer === null || outcomePlace === null) continue
      look(send.channelId, send.userId, send.clientId, answer.number, outcomePlace)
      if (answer.clientId !== send.clientId || answer.userId !== send.userId) {
        findings.violation(
          `in channel ${send.channelId} client id ${send.clientId} of ${send.userId} was answered with #${answer.number}, which is ${answer.clientId} of ${answer.userId}`,
          outcomePlace,
        )
      }
    }
    checkRefusals(send, findings)
  }
  for (const [place, entry] of history.entries.entries()) {
    if (entry.type !== 'applied' && entry.type !== 'table') continue
    for (const { userId, clientId, number } of entry.messages) {
      if (clientId !== '') look(entry.channelId, userId, clientId, number, place)
    }
  }
  return findings.verdict()
}

function checkRefusals({ acknowledged, tries, channelId, clientId }: Send, findings: Findings): void {
  if (acknowledged === null) return
  for (const { call, place, outcome, outcomePlace } of tries) {
    if (outcome?.outcome !== 'refused' || call.at <= acknowledged.at || noVerdicts.has(outcome.reason ?? '')) continue
    findings.violation(
      `in channel ${channelId} client id ${clientId} is #${acknowledged.state.number}, and a retry was refused: ${outcome.reason}`,
      acknowledged.place,
      place,
      outcomePlace,
    )
  }
}
