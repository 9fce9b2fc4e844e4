import {
  acknowledged,
  add,
  type Corruption,
  endOf,
  lastAppliedTo,
  must,
  of,
  remove,
  sort,
  tableOf,
} from './corruption.ts'

// Corruptions for D1 to D5: what is stored and answered.

export const corruptions: readonly Corruption[] = [
  {
    name: 'an acknowledged message is not in the table',
    promise: 'D1',
    says: /acknowledged and lost: channel channel-1/,
    corrupt(entries) {
      const { number } = must(acknowledged(entries)[0]).answer
      const row = tableOf(entries)
      row.messages = row.messages.filter((message) => message.number !== number)
    },
  },
  {
    name: 'two acknowledged messages have each other’s numbers in the table',
    promise: 'D1',
    says: /another message has its number/,
    corrupt(entries) {
      const { messages } = tableOf(entries)
      const [a, b] = acknowledged(entries).map(({ answer }) => messages.find(({ number }) => number === answer.number))
      const [one, other] = [must(a), must(b)]
      ;[one.clientId, other.clientId] = [other.clientId, one.clientId]
    },
  },
  {
    name: 'the table has other words than were acknowledged',
    promise: 'D1',
    says: /the table has other words/,
    corrupt: (entries) =>
      Object.assign(
        must(tableOf(entries).messages.findLast((one) => one.kind === 'user' && !one.editedAt && !one.deletedAt)),
        {
          content: 'other words',
        },
      ),
  },
  {
    name: 'an acknowledged edit was undone',
    promise: 'D1',
    says: /acknowledged and lost: messages.edit/,
    corrupt: (entries) =>
      Object.assign(must(tableOf(entries).messages.find((one) => one.editedAt !== null && !one.deletedAt)), {
        revision: 1,
      }),
  },
  {
    name: 'an acknowledged deletion was undone',
    promise: 'D1',
    says: /the message is still there/,
    corrupt: (entries) =>
      Object.assign(must(tableOf(entries).messages.find((one) => one.deletedAt !== null)), { deletedAt: null }),
  },
  {
    name: 'a client is given what nobody sent',
    promise: 'D2',
    says: /never sent: channel channel-1/,
    corrupt: (entries) => Object.assign(must(lastAppliedTo(entries, 'ben').messages[0]), { clientId: 'nobody’s' }),
  },
  {
    name: 'a client is given words that nobody sent',
    promise: 'D2',
    says: /with words that nobody sent/,
    corrupt: (entries) =>
      Object.assign(must(lastAppliedTo(entries, 'ben').messages[0]), { content: 'words of nobody' }),
  },
  {
    name: 'a message arrives before it was sent',
    promise: 'D2',
    says: /there before it was sent/,
    corrupt(entries) {
      const applied = lastAppliedTo(entries, 'cat')
      const { clientId } = must(applied.messages[0])
      const { call } = must(acknowledged(entries).find(({ answer }) => answer.clientId === clientId))
      applied.at = call.at - 0.5
      sort(entries)
    },
  },
  {
    name: 'a refused message is delivered',
    promise: 'D2',
    says: /refused, and there all the same/,
    corrupt: (entries) =>
      Object.assign(must(acknowledged(entries).at(-1)).outcome, {
        outcome: 'refused',
        reason: 'FORBIDDEN',
        answer: null,
      }),
  },
  {
    name: 'a message is in the table before an edit made it so',
    promise: 'D2',
    says: /with words that nobody sent/,
    corrupt: (entries) => remove(entries, (entry) => entry.type === 'call' && entry.procedure === 'messages.edit'),
  },
  {
    name: 'a notice tells of what nobody did',
    promise: 'D2',
    says: /notices of what ann did not do \(0 times at most\): channel channel-1/,
    corrupt: (entries) =>
      remove(
        entries,
        (entry) => entry.type === 'call' && entry.procedure.startsWith('members.') && entry.channelId === 'channel-1',
      ),
  },
  {
    name: 'one thing has two notices',
    promise: 'D2',
    says: /notices of what ann did not do/,
    corrupt(entries) {
      const { messages } = tableOf(entries)
      const notice = must(messages.find(({ kind }) => kind === 'system'))
      messages.push({ ...notice, number: messages.length + 1, clientId: 'again' })
    },
  },
  {
    name: 'one client has other words than the others',
    promise: 'D3',
    says: /two contents: in channel channel-1/,
    corrupt: (entries) =>
      Object.assign(must(lastAppliedTo(entries, 'ann').messages[0]), { content: 'changed on the way' }),
  },
  {
    name: 'a deletion has another time at one client',
    promise: 'D3',
    says: /two contents/,
    corrupt(entries) {
      const states = of(entries, 'applied').flatMap(({ messages }) => messages)
      must(states.find(({ deletedAt }) => deletedAt !== null)).deletedAt = '2020-01-01T00:00:00.000Z'
    },
  },
  {
    name: 'two messages had one number',
    promise: 'D3',
    says: /two messages with one number/,
    corrupt(entries) {
      const applied = lastAppliedTo(entries, 'ann')
      const state = must(applied.messages[0])
      applied.messages = [{ ...state, clientId: 'another', revision: state.revision - 1 }]
    },
  },
  {
    name: 'a client saw a change that the table has not',
    promise: 'D3',
    says: /seen newer than the table has it/,
    corrupt: (entries) => Object.assign(must(lastAppliedTo(entries, 'ann').messages[0]), { revision: 9_999 }),
  },
  {
    name: 'a number is missing in the table',
    promise: 'D4',
    says: /channel channel-1 .*: number 2 is missing/,
    corrupt(entries) {
      const row = tableOf(entries)
      row.messages = row.messages.filter(({ number }) => number !== 2)
    },
  },
  {
    name: 'a number is there twice',
    promise: 'D4',
    says: /number 2 is there twice/,
    corrupt(entries) {
      const { messages } = tableOf(entries)
      messages.push({ ...must(messages[1]) })
    },
  },
  {
    name: 'the channel counts further than its messages go',
    promise: 'D4',
    says: /its messages end at/,
    corrupt: (entries) => Object.assign(tableOf(entries), { lastNumber: tableOf(entries).lastNumber + 1 }),
  },
  {
    name: 'the channel counts its messages wrong',
    promise: 'D4',
    says: /it counts \d+ messages/,
    corrupt: (entries) => Object.assign(tableOf(entries), { counted: tableOf(entries).counted - 1 }),
  },
  {
    name: 'a message is newer than its channel',
    promise: 'D4',
    says: /the channel only/,
    corrupt: (entries) => Object.assign(tableOf(entries), { revision: 1 }),
  },
  {
    name: 'a message is in the table twice',
    promise: 'D5',
    says: /doubled: in channel channel-1/,
    corrupt(entries) {
      const row = tableOf(entries)
      row.lastNumber += 1
      row.messages.push({ ...must(row.messages[0]), number: row.lastNumber })
    },
  },
  {
    name: 'a retry was answered with another number',
    promise: 'D5',
    says: /doubled/,
    corrupt(entries) {
      const retry = must(
        of(entries, 'call').findLast((call) => call.procedure === 'messages.send' && call.socket === null),
      )
      const outcome = must(of(entries, 'outcome').find(({ id }) => id === retry.id))
      outcome.answer = { ...(outcome.answer as object), number: 77 }
    },
  },
  {
    name: 'a retry of what is there was refused',
    promise: 'D5',
    says: /a retry was refused: NOT_FOUND/,
    corrupt(entries) {
      const [first] = acknowledged(entries)
      const { call } = must(first)
      add(entries, { ...call, id: 'too late', at: endOf(entries) - 2, socket: null, frame: null })
      add(entries, {
        type: 'outcome',
        id: 'too late',
        at: endOf(entries) - 1,
        outcome: 'refused',
        reason: 'NOT_FOUND',
        answer: null,
      })
    },
  },
]
