import { describeMessage, messageOf, numberOf, textOf } from '../fields.ts'
import type { HistoryIndex, Invocation, Send } from '../history-index.ts'
import { Findings, type Verdict } from '../verdict.ts'

const changes = new Set([
  'messages.edit',
  'messages.delete',
  'messages.react',
  'messages.unreact',
  'messages.pin',
  'messages.unpin',
])

/**
 * D1. Looks up every acknowledged send in the table by its number, and every acknowledged change by its revision. Messages that
 * retention has removed, with numbers below `firstNumber`, need not be there.
 */
export function acknowledgedIsKept(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D1',
    'every acknowledged message is in the table at its acknowledged number',
    history.entries,
    ['acknowledged sends'],
  )
  if (history.tables.size === 0) return findings.verdict()
  for (const send of history.sends.values()) {
    if (send.acknowledged === null) continue
    findings.fact('acknowledged sends')
    checkSend(history, send, send.acknowledged, findings)
  }
  for (const invocation of history.invocations) {
    if (changes.has(invocation.call.procedure) && invocation.outcome?.outcome === 'ok')
      checkChange(history, invocation, findings)
  }
  return findings.verdict()
}

function checkSend(
  history: HistoryIndex,
  send: Send,
  { state, place }: NonNullable<Send['acknowledged']>,
  findings: Findings,
): void {
  const { channelId, clientId, userId, tries } = send
  const places = [tries[0]?.place, place]
  const table = history.tables.get(channelId)
  if (table === undefined) {
    findings.violation(`a message was acknowledged in channel ${channelId}, which has no table`, ...places)
    return
  }
  if (state.number < table.row.firstNumber) return
  const row = table.byNumber.get(state.number)
  const where = `channel ${channelId}, ${describeMessage(state)}`
  if (row === undefined) {
    findings.violation(`acknowledged and lost: ${where}`, ...places, table.place)
  } else if (row.clientId !== clientId || row.userId !== userId) {
    findings.violation(
      `acknowledged, but another message has its number: ${where}; the table has ${describeMessage(row)}`,
      ...places,
      table.place,
    )
  } else if (row.revision < state.revision) {
    findings.violation(
      `acknowledged at a revision that the table has not reached: ${where}; the table has ${describeMessage(row)}`,
      ...places,
      table.place,
    )
  } else if (row.deletedAt === null && row.editedAt === null && !wasSaid(send, row.content)) {
    findings.violation(
      `acknowledged, but the table has other words: ${where}; the table has ${describeMessage(row)}`,
      ...places,
      table.place,
    )
  }
}

const wasSaid = ({ tries }: Send, content: string): boolean =>
  tries.some(({ call }) => call.procedure !== 'messages.send' || textOf(call.input, 'content') === content)

function checkChange(
  history: HistoryIndex,
  { call, place, outcome, outcomePlace }: Invocation,
  findings: Findings,
): void {
  const [channelId, number] = [textOf(call.input, 'channelId'), numberOf(call.input, 'number')]
  const table = channelId === null ? undefined : history.tables.get(channelId)
  if (table === undefined || number === null || number < table.row.firstNumber) return
  findings.fact('acknowledged changes')
  const row = table.byNumber.get(number)
  const answer = messageOf(outcome?.answer)
  const what = `${call.procedure} of #${number} in channel ${channelId}`
  if (row === undefined) {
    findings.violation(`acknowledged, but the message is lost: ${what}`, place, outcomePlace, table.place)
  } else if (answer !== null && row.revision < answer.revision) {
    findings.violation(
      `acknowledged and lost: ${what}, told as ${describeMessage(answer)}; the table has ${describeMessage(row)}`,
      place,
      outcomePlace,
      table.place,
    )
  } else if (call.procedure === 'messages.delete' && row.deletedAt === null) {
    findings.violation(
      `acknowledged, but the message is still there: ${what}; the table has ${describeMessage(row)}`,
      place,
      outcomePlace,
      table.place,
    )
  }
}
