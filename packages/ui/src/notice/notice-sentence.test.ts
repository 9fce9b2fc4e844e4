import type { Notice } from '@chime/protocol'
import { expect, it } from 'vitest'
import { noticeSentence } from './notice-sentence.ts'

const naming = { of: (id: string | null) => (id === null ? 'Deleted account' : id), meId: 'me' }
const say = (notices: Notice[], by: (string | null)[] = ['Ann']) =>
  noticeSentence(
    notices.map((notice, i) => ({ notice, userId: by[i] ?? by.at(-1) ?? null })),
    naming,
  )
const joined: Notice = { notice: 'joined' }
const added = (userIds: string[], count = userIds.length): Notice => ({ notice: 'added', userIds, count })

it.each([
  [say([joined]), 'Ann joined'],
  [say([joined], ['me']), 'You joined'],
  [say([joined], [null]), 'Deleted account joined'],
  [say([joined, joined], ['Ann', 'Ben']), 'Ann and Ben joined'],
  [say([joined, joined, joined], ['Ann', 'Ben', 'Cleo']), 'Ann, Ben and Cleo joined'],
  [say([joined, joined, joined, joined], ['Ann', 'Ben', 'Cleo', 'me']), 'You, Ann and 2 others joined'],
  [say([joined, joined], ['Ann', 'Ann']), 'Ann joined'],
  [say([added(['Ben', 'me'])]), 'Ann added you and Ben'],
  [say([added(['Ben', 'Cleo', 'Dan'], 40)]), 'Ann added Ben, Cleo and 38 others'],
  [say([added(['Ben']), added(['Cleo'])]), 'Ann added Ben and Cleo'],
  [say([{ notice: 'removed', userIds: ['Ben'], count: 1 }], ['me']), 'You removed Ben'],
  [say([{ notice: 'role', userIds: ['me'], count: 1, role: 'admin' }]), 'Ann made you an admin'],
  [say([{ notice: 'renamed', name: 'tea' }]), 'Ann renamed the channel to “tea”'],
  [say([{ notice: 'renamed', name: 'te\u202ea' }]), 'Ann renamed the channel to “tea”'],
  [say([{ notice: 'renamed', name: 'שלום' }]), 'Ann renamed the channel to “\u2068שלום\u2069”'],
  [say([{ notice: 'described', description: '' }]), 'Ann removed the description'],
  [say([{ notice: 'slowed', seconds: 90 }]), 'Ann turned on slow mode: one message every 2 minutes'],
  [say([{ notice: 'slowed', seconds: 0 }]), 'Ann turned off slow mode'],
  [say([{ notice: 'archived' }]), 'Ann archived the channel'],
])('%s', (said, wanted) => {
  expect(said).toBe(wanted)
})
