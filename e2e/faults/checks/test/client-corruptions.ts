import type { Call } from '../../history/entry.ts'
import { textOf } from '../fields.ts'
import {
  acknowledged,
  type Corruption,
  endOf,
  lastAppliedTo,
  must,
  of,
  remove,
  sort,
  tableOf,
  viewsOf,
} from './corruption.ts'

// Corruptions for D6 to D9: what clients show, and when.

export const corruptions: readonly Corruption[] = [
  {
    name: 'a client shows a gap',
    promise: 'D6',
    says: /ben shows .* a gap between/,
    corrupt: (entries) =>
      void must(viewsOf(entries, 'ben').find(({ numbers }) => numbers.length > 2)).numbers.splice(1, 1),
  },
  {
    name: 'a client shows messages out of order',
    promise: 'D6',
    says: /ben shows .* (after|a gap)/,
    corrupt: (entries) => void must(viewsOf(entries, 'ben')[3]).numbers.reverse(),
  },
  {
    name: 'a client shows what it was never given',
    promise: 'D6',
    says: /was never given to it/,
    corrupt(entries) {
      // Not a message of his own, which he may show once it is sent.
      const { messages } = tableOf(entries)
      const isOwn = (number: number) => messages.some((one) => one.number === number && one.userId === 'ben')
      const view = must(viewsOf(entries, 'ben').find(({ to }) => !isOwn(to + 1)))
      view.to += 1
      view.numbers.push(view.to)
    },
  },
  {
    name: 'events arrive out of order on one socket',
    promise: 'D6',
    says: /out of order: ann was given/,
    corrupt(entries) {
      const live = of(entries, 'applied').filter(
        (one) => one.client === 'ann' && one.channelId === 'channel-1' && one.by === 'live',
      )
      // Two messages that came over the same socket: none was opened in between.
      const opened = of(entries, 'link').filter(({ client, state }) => client === 'ann' && state === 'open')
      const place = live.findIndex(({ at, messages }, i) => {
        const next = live[i + 1]
        const isOther = next?.messages[0]?.number !== messages[0]?.number
        return next && isOther && !opened.some((link) => link.at >= at && link.at <= next.at)
      })
      const [before, after] = [must(live[place]), must(live[place + 1])]
      ;[before.messages, after.messages] = [after.messages, before.messages]
    },
  },
  {
    name: 'a client never got a message',
    promise: 'D7',
    says: /ben had not got #/,
    corrupt(entries) {
      const number = must(lastAppliedTo(entries, 'ben').messages[0]).number
      remove(
        entries,
        (entry) =>
          entry.type === 'view' && entry.client === 'ben' && entry.channelId === 'channel-1' && entry.to >= number,
      )
      remove(
        entries,
        (entry) =>
          entry.type === 'applied' &&
          entry.client === 'ben' &&
          entry.channelId === 'channel-1' &&
          entry.messages.some((one) => one.number === number),
      )
    },
  },
  {
    name: 'a client got a message too late',
    promise: 'D7',
    says: /ben had not got #/,
    corrupt(entries) {
      const number = must(lastAppliedTo(entries, 'ben').messages[0]).number
      for (const entry of entries) {
        if (entry.type !== 'view' && entry.type !== 'applied') continue
        if (entry.client !== 'ben' || entry.channelId !== 'channel-1') continue
        const isIt = entry.type === 'view' ? entry.to >= number : entry.messages.some((one) => one.number === number)
        if (isIt) entry.at = endOf(entries)
      }
      sort(entries)
    },
  },
  {
    name: 'a client never heard of an edit',
    promise: 'D7',
    says: /ben still showed #/,
    corrupt(entries) {
      const edited = must(
        of(entries, 'applied')
          .flatMap(({ messages }) => messages)
          .find(({ editedAt }) => editedAt !== null),
      )
      remove(
        entries,
        (entry) =>
          entry.type === 'applied' &&
          entry.client === 'ben' &&
          entry.messages.some((one) => one.number === edited.number && one.revision >= edited.revision),
      )
    },
  },
  {
    name: 'a view at the end is behind the table',
    promise: 'D7',
    says: /cat at the end, channel channel-1: shows up to/,
    corrupt(entries) {
      const view = must(viewsOf(entries, 'cat').at(-1))
      view.numbers.pop()
      view.to -= 1
    },
  },
  {
    name: 'a send in quiet was not acknowledged',
    promise: 'D7',
    says: /in quiet failed/,
    corrupt: (entries) =>
      Object.assign(must(acknowledged(entries).at(-1)).outcome, {
        outcome: 'unknown',
        reason: 'UNAVAILABLE',
        answer: null,
      }),
  },
  {
    name: 'a send in quiet was never answered',
    promise: 'D7',
    says: /in quiet was not answered/,
    corrupt(entries) {
      const { id } = must(acknowledged(entries).at(-1)).call
      remove(entries, (entry) => entry.type === 'outcome' && entry.id === id)
    },
  },
  {
    name: 'a later message has a lower number',
    promise: 'D8',
    says: /was known before/,
    corrupt(entries) {
      const all = acknowledged(entries)
      const [early, late] = [must(all.at(-2)), must(all.at(-1))]
      early.call.at = late.outcome.at + 1
      early.outcome.at = late.outcome.at + 2
      sort(entries)
    },
  },
  {
    name: 'frames of one socket were numbered in another order',
    promise: 'D8',
    says: /frame \d+ of the same socket/,
    corrupt(entries) {
      // Without messages that were tried again: a second try excuses their order.
      const tries = Map.groupBy(of(entries, 'call'), ({ input }) => textOf(input, 'clientId'))
      const isTriedOnce = ({ input }: Call) => tries.get(textOf(input, 'clientId'))?.length === 1
      const ofAnn = acknowledged(entries).filter(({ call }) => call.client === 'ann' && isTriedOnce(call))
      const [before, after] =
        ofAnn.flatMap(({ call }, i) =>
          ofAnn[i + 1]?.call.socket === call.socket ? [[call, must(ofAnn[i + 1]).call]] : [],
        )[0] ?? []
      const [one, other] = [must(before), must(after)]
      ;[one.frame, other.frame] = [other.frame, one.frame]
    },
  },
  {
    name: 'a client ends with another state than one that has just come',
    promise: 'D9',
    says: /cat and a fresh client differ: channel-1\[0\]\.content is/,
    corrupt(entries) {
      const final = must(of(entries, 'final').find(({ client, role }) => client === 'cat' && role === 'survivor'))
      const state = structuredClone(final.state) as Record<string, { content: string }[]>
      must(state['channel-1']?.[0]).content = 'as it was long ago'
      final.state = state
    },
  },
  {
    name: 'a client ends with something more',
    promise: 'D9',
    says: /differ: gone is "still here", for the fresh one nothing/,
    corrupt(entries) {
      const final = must(of(entries, 'final').find(({ client, role }) => client === 'cat' && role === 'survivor'))
      final.state = { ...(final.state as object), gone: 'still here' }
    },
  },
  {
    name: 'nobody fresh came to compare',
    promise: 'D9',
    says: /nobody fresh to compare cat with/,
    corrupt: (entries) =>
      remove(entries, (entry) => entry.type === 'final' && entry.client === 'cat' && entry.role === 'fresh'),
  },
]
