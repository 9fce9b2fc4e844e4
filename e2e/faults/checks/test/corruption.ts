import type { Applied, Call, Entry, MessageState, Outcome, Row, View } from '../../history/entry.ts'
import { messageOf } from '../fields.ts'

/** A change to a right history that breaks one promise. */
export type Corruption = {
  name: string
  promise: string
  /** The message with which the checker must report it. */
  says: RegExp
  /** Changes the history in place. @throws Error when it has nothing to corrupt */
  corrupt(entries: Entry[]): void
}

export const of = <T extends Entry['type']>(entries: readonly Entry[], type: T) =>
  entries.filter((entry): entry is Extract<Entry, { type: T }> => entry.type === type)

export function must<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('the history has nothing to corrupt')
  return value
}

export const tableOf = (entries: readonly Entry[], channelId = 'channel-1'): Row =>
  must(of(entries, 'table').find((row) => row.channelId === channelId))

export type Acknowledged = { call: Call; outcome: Outcome; answer: MessageState }

/** The acknowledged first tries of sends to the channel, in the order of their numbers. */
export function acknowledged(entries: readonly Entry[]): Acknowledged[] {
  const calls = new Map(of(entries, 'call').map((call) => [call.id, call]))
  return of(entries, 'outcome')
    .flatMap((outcome) => {
      const call = must(calls.get(outcome.id))
      const answer = messageOf(outcome.answer)
      const isOne = call.procedure === 'messages.send' && call.channelId === 'channel-1' && call.socket !== null
      return isOne && answer !== null && outcome.outcome === 'ok' ? [{ call, outcome, answer }] : []
    })
    .sort((a, b) => a.answer.number - b.answer.number)
}

export const lastAppliedTo = (entries: readonly Entry[], client: string): Applied =>
  must(
    of(entries, 'applied').findLast(
      (one) => one.client === client && one.channelId === 'channel-1' && one.by === 'live',
    ),
  )
export const viewsOf = (entries: readonly Entry[], client: string): View[] =>
  of(entries, 'view').filter(
    (view) => view.client === client && view.channelId === 'channel-1' && view.numbers.length > 1,
  )
export const endOf = (entries: readonly Entry[]): number => must(entries.at(-1)).at
/** The outcome of the last call of this procedure. */
export const lastEndOf = (entries: readonly Entry[], procedure: string): Outcome => {
  const call = must(of(entries, 'call').findLast((one) => one.procedure === procedure))
  return must(of(entries, 'outcome').find((one) => one.id === call.id))
}
export const add = (entries: Entry[], entry: Entry): void => {
  entries.push(entry)
  entries.sort((a, b) => a.at - b.at)
}
export const remove = (entries: Entry[], wanted: (entry: Entry) => boolean): void => {
  const kept = entries.filter((entry) => !wanted(entry))
  if (kept.length === entries.length) throw new Error('the history has nothing to corrupt')
  entries.splice(0, entries.length, ...kept)
}
export const sort = (entries: Entry[]) => entries.sort((a, b) => a.at - b.at)
