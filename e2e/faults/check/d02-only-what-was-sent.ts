import type { MessageState } from '../history.ts'
import { numberOf, textOf, told } from './fields.ts'
import { NoticeMakers } from './notices.ts'
import { type Invocation, type Past, sendKey } from './past.ts'
import { Findings, type Verdict } from './verdict.ts'

const sides = ['delivered messages', 'messages of the table', 'notices']

/**
 * D2. Everything that a client applied, and that the table holds, was sent before, under its client id and with those
 * words, by a call that was not refused (a call without an answer may have been done). Words may also be those of an edit,
 * and none those of a deletion. A notice (as the table tells it) nobody sent: somebody did before what it tells of, in a call
 * that was not refused, and none stands there twice.
 */
export function onlyWhatWasSent(past: Past): Verdict {
  const findings = new Findings(
    'D2',
    'nothing is delivered that was never sent, or that was refused',
    past.entries,
    sides,
  )
  const edits = editsOf(past.invocations)
  const makers = new NoticeMakers(past.invocations)
  /** Most messages are delivered to many: what was found right once is right. */
  const right = new Map<string, number>()

  function look(channelId: string, state: MessageState, at: number, place: number): void {
    const key = sendKey(channelId, state.userId, state.clientId)
    const known = `${key} ${state.number} ${state.deletedAt} ${state.content}`
    const since = right.get(known)
    if (since !== undefined && since <= at) return
    const where = `channel ${channelId}, ${told(state)}`
    const send = past.sends.get(key)
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
      const where = `channel ${channelId}, ${own.map(told).join(', ')}`
      findings.violation(`notices of what ${userId} did not do (${most} times at most): ${where}`, place)
    }
  }

  for (const [place, entry] of past.entries.entries()) {
    if (entry.type === 'applied') {
      const table = past.tables.get(entry.channelId)
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

/** Those that may have been done, by channel and number. */
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
