import { add, type Corruption, endOf, lastAppliedTo, lastEndOf, must, of, remove } from './corruption.ts'

// Corruptions for D10 to D12: access, presence, read markers and leaks.

export const corruptions: readonly Corruption[] = [
  {
    name: 'something of a channel reaches somebody who was removed',
    promise: 'D10',
    says: /dan was given something of channel channel-1 .* dan was taken out \(members\.remove\)/,
    corrupt: (entries) =>
      add(entries, {
        type: 'delivery',
        client: 'dan',
        channelId: 'channel-1',
        socket: 1,
        at: lastEndOf(entries, 'members.remove').at + 2_900,
      }),
  },
  {
    name: 'somebody who was removed still pulls',
    promise: 'D10',
    says: /dan was given something of channel channel-1/,
    corrupt: (entries) =>
      add(entries, {
        ...structuredClone(lastAppliedTo(entries, 'ann')),
        client: 'dan',
        by: 'pull',
        at: lastEndOf(entries, 'members.remove').at + 2_900,
      }),
  },
  {
    name: 'the notice of leaving reaches who has left',
    promise: 'D10',
    says: /dan was given something of channel channel-1/,
    corrupt(entries) {
      const state = must(must(of(entries, 'table').find((row) => row.channelId === 'channel-1')).messages.at(-1))
      const notice = { ...state, userId: 'dan', clientId: 'a notice' }
      const at = lastEndOf(entries, 'members.remove').at + 2_900
      add(entries, { type: 'applied', client: 'dan', channelId: 'channel-1', by: 'live', messages: [notice], at })
    },
  },
  {
    name: 'something reaches a session that has ended',
    promise: 'D10',
    says: /ann-too was given something .* their session was ended/,
    corrupt: (entries) =>
      add(entries, {
        type: 'delivery',
        client: 'ann-too',
        channelId: 'channel-2',
        socket: 1,
        at: lastEndOf(entries, 'auth.revokeSession').at + 2_900,
      }),
  },
  {
    name: 'somebody is shown online long after they left',
    promise: 'D11',
    says: /was shown dan as online .* 20 s after their last connection/,
    corrupt: (entries) =>
      remove(entries, (entry) => entry.type === 'presence' && entry.userId === 'dan' && entry.status === 'offline'),
  },
  {
    name: 'somebody is shown offline who is there',
    promise: 'D11',
    says: /cat was shown ann as offline .* who was connected/,
    corrupt(entries) {
      for (const entry of of(entries, 'presence'))
        if (entry.client === 'cat' && entry.userId === 'ann' && entry.status === 'online') entry.status = 'offline'
    },
  },
  {
    name: 'presence is told as if Redis were there',
    promise: 'D11',
    says: /as online .* while Redis was away/,
    corrupt: (entries) => remove(entries, (entry) => entry.type === 'presence' && entry.status === 'unknown'),
  },
  {
    name: 'a marker goes back by itself',
    promise: 'D12',
    says: /the marker of ann in channel channel-1 went from .* nobody marked it unread/,
    corrupt(entries) {
      const last = must(of(entries, 'marker').findLast((one) => one.client === 'ann' && one.channelId === 'channel-1'))
      add(entries, { ...last, at: last.at + 1, readNumber: last.readNumber - 1 })
    },
  },
  {
    name: 'a marker goes back by itself, with a new version',
    promise: 'D12',
    says: /nobody marked it unread/,
    corrupt(entries) {
      const last = must(of(entries, 'marker').findLast((one) => one.client === 'ann' && one.channelId === 'channel-1'))
      add(entries, { ...last, at: last.at + 1, readNumber: last.readNumber - 1, readVersion: last.readVersion + 1 })
    },
  },
  {
    name: 'a marker’s version goes back',
    promise: 'D12',
    says: /its version went back/,
    corrupt(entries) {
      const last = must(of(entries, 'marker').findLast((one) => one.client === 'ben' && one.channelId === 'channel-1'))
      add(entries, { ...last, at: last.at + 1, readVersion: last.readVersion - 1 })
    },
  },
  {
    name: 'the server’s answer sets a marker back',
    promise: 'D12',
    says: /\(answers of the server\) in channel channel-1 went from/,
    corrupt(entries) {
      const call = must(
        of(entries, 'call').findLast(
          (one) => one.procedure === 'channels.markRead' && one.userId === 'ann' && one.channelId === 'channel-1',
        ),
      )
      const { answer } = must(of(entries, 'outcome').find(({ id }) => id === call.id)) as {
        answer: { readNumber: number; readVersion: number }
      }
      const at = endOf(entries)
      add(entries, { ...call, id: 'back', at: at - 2 })
      add(entries, {
        type: 'outcome',
        id: 'back',
        at: at - 1,
        outcome: 'ok',
        reason: null,
        answer: { readNumber: answer.readNumber - 1, readVersion: answer.readVersion + 1 },
      })
    },
  },
  {
    name: 'a node keeps sockets',
    promise: 'D12',
    says: /node 0 had 0 sockets before the load and 2 after it/,
    corrupt: (entries) =>
      Object.assign(must(of(entries, 'usage').find(({ phase, node }) => phase === 'after' && node === 0)), {
        sockets: 2,
      }),
  },
  {
    name: 'a node keeps listeners',
    promise: 'D12',
    says: /listeners before the load/,
    corrupt: (entries) =>
      Object.assign(must(of(entries, 'usage').find(({ phase }) => phase === 'after')), { listeners: 500 }),
  },
  {
    name: 'a node keeps memory',
    promise: 'D12',
    says: /bytes of heap before the load/,
    corrupt: (entries) =>
      Object.assign(must(of(entries, 'usage').find(({ phase }) => phase === 'after')), { heapBytes: 400_000_000 }),
  },
]
