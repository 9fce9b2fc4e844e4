import type { MessageState } from '../../history/entry.ts'
import { describeMessage, numberOf, textOf } from '../fields.ts'
import { type HistoryIndex, type Invocation, sendKey } from '../history-index.ts'
import { NoticeMakers } from '../notices.ts'
import { Findings, type Verdict } from '../verdict.ts'

const sides = ['delivered messages', 'messages of the table', 'notices']

/**
 * D2. Every message that a client applied or that the table holds was sent before, with its client id and content, by a call that
 * was not refused. A call without an answer counts as sent. The content may also be that of an edit, or empty after a deletion.
 * Nobody sends a notice (a system message, as the table says). Instead, somebody must have made the call that it tells of, which
 * was not refused; and there may be no more notices than such calls make.
 */
export function onlyWhatWasSent(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D2',
    'nothing is delivered that was never sent, or that was refused',
    history.entries,
    sides,
  )
  const edits = editsOf(history.invocations)
  const makers = new NoticeMakers(history.invocations)
  /** Most messages are delivered to many clients. What was found right at one time need not be checked again later. */
  const right = new Map<string, number>()

  function look(channelId: string, state: MessageState, at: number, place: number): void {
    const key = sendKey(channelId, state.userId, state.clientId)
    const known = `${key} ${state.number} ${state.deletedAt} ${state.content}`
    const since = right.get(known)
    if (since !== undefined && since <= at) return
    const where = `channel ${channelId}, ${describeMessage(state)}`
    const send = history.sends.get(key)
    if (send === undefined) {
      findings.violation(`never sent: ${where} by ${state.userId}`, place)
      return
    }
    const places = send.tries.flatMap((one) => [one.place, one.outcomePlace])
    const begun = send.tries.filter(({ call }) => call.at <= at)
    if (begun.length === 0) {
      findings.violation(`there before it was sent: ${where}`, place, ...places)
      return
    }
    if (!begun.some(({ outcome }) => outcome?.outcome !== 'refused')) {
      findings.violation(`refused, and there all the same: ${where}`, place, ...places)
      return
    }
    const edited = edits.get(`${channelId} ${state.number}`) ?? []
    const isDeleted = state.deletedAt !== null
    const isSaid = isDeleted
      ? state.content === '' && edited.some(({ call }) => call.procedure === 'messages.delete' && call.at <= at)
      : begun.some(
          ({ call }) => call.procedure !== 'messages.send' || textOf(call.input, 'content') === state.content,
        ) || edited.some(({ call }) => textOf(call.input, 'content') === state.content && call.at <= at)
    if (isSaid) right.set(known, at)
    else
      findings.violation(`with words that nobody sent: ${where}`, place, ...places, ...edited.map((edit) => edit.place))
  }

  function lookAtNotices(channelId: string, states: readonly MessageState[], at: number, place: number): void {
    for (const [userId, own] of Map.groupBy(states, (state) => state.userId)) {
      findings.fact('notices', own.length)
      const most = makers.most(channelId, userId, at)
      if (own.length <= most) continue
      const where = `channel ${channelId}, ${own.map(describeMessage).join(', ')}`
      findings.violation(`notices of what ${userId} did not do (${most} times at most): ${where}`, place)
    }
  }

  for (const [place, entry] of history.entries.entries()) {
    if (entry.type === 'applied') {
      const table = history.tables.get(entry.channelId)
      const isNotice = ({ number }: MessageState) => table?.byNumber.get(number)?.kind === 'system'
      lookAtNotices(entry.channelId, entry.messages.filter(isNotice), entry.at, place)
      for (const state of entry.messages) {
        if (isNotice(state)) continue
        findings.fact('delivered messages')
        look(entry.channelId, state, entry.at, place)
      }
    } else if (entry.type === 'table') {
      lookAtNotices(
        entry.channelId,
        entry.messages.filter(({ kind }) => kind === 'system'),
        entry.at,
        place,
      )
      for (const row of entry.messages) {
        if (row.kind === 'system') continue
        findings.fact('messages of the table')
        look(entry.channelId, row, entry.at, place)
      }
    }
  }
  return findings.verdict()
}

/** Edits and deletions that the server may have done, by channel and number. */
function editsOf(invocations: readonly Invocation[]): Map<string, Invocation[]> {
  const edits = new Map<string, Invocation[]>()
  for (const invocation of invocations) {
    const { call, outcome } = invocation
    if (call.procedure !== 'messages.edit' && call.procedure !== 'messages.delete') continue
    if (outcome?.outcome === 'refused') continue
    const key = `${textOf(call.input, 'channelId')} ${numberOf(call.input, 'number')}`
    const known = edits.get(key)
    if (known === undefined) edits.set(key, [invocation])
    else known.push(invocation)
  }
  return edits
}
