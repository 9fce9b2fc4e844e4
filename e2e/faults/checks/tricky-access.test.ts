import { expect, test } from 'vitest'
import type { Entry } from '../history/entry.ts'
import { check } from './index.ts'
import { call, delivery, fault, link, marker, presence, said, send, story, table, toAll, view } from './test/entries.ts'

// Histories that look wrong and are right; beside some, the smallest change that makes them wrong. Here: access, read markers
// and presence.

const broken = (entries: readonly Entry[]) =>
  check(entries).flatMap(({ promise, violations }) => violations.map(({ message }) => `${promise} ${message}`))
const general = { channelId: 'general' }
const end = 60_000

const chatter = (from: number, to: number) => {
  const all = Array.from({ length: Math.floor((to - from) / 500) }, (_, i) => said(i + 1))
  return {
    all,
    lines: all.flatMap((message, i) => [
      send(from + i * 500, from + i * 500 + 5, message),
      toAll(from + i * 500 + 6, [message], ['ann', 'ann-too', 'ben']),
    ]),
  }
}
const without = { memberIds: ['ann', 'ben'] }

test('who is removed may get what was on its way, and everything again from when somebody lets them in', () => {
  const { all, lines } = chatter(1_000, 20_000)
  const removed = call(5_000, 5_010, 'members.remove', { ...general, userId: 'cat' })
  const story1 = (...more: Entry[][]) =>
    broken(story(removed, ...lines, view(5_020, 'cat', [], { closed: true }), table(end, all, without), ...more))
  expect(story1(delivery(6_900, 'cat'))).toEqual([])
  expect(story1(delivery(7_500, 'cat'))).toEqual([
    expect.stringMatching(/^D10 cat was given something of channel general/),
  ])
  const added = call(7_000, 7_010, 'members.add', { ...general, userIds: ['cat'] })
  expect(story1(delivery(7_500, 'cat'), added)).toEqual([])
  // Both calls run at once, so nobody knows which came last.
  expect(story1(delivery(9_500, 'cat'), call(4_990, 5_020, 'members.add', { ...general, userIds: ['cat'] }))).toEqual(
    [],
  )
  // Without an answer, the server may do it at any time.
  expect(
    story1(
      delivery(9_500, 'cat'),
      call(3_000, 4_000, 'members.add', { ...general, userIds: ['cat'] }, { outcome: 'unknown' }),
    ),
  ).toEqual([])
  expect(
    story1(
      delivery(9_500, 'cat'),
      call(4_000, 4_010, 'members.add', { ...general, userIds: ['cat'] }, { outcome: 'refused' }),
    ),
  ).toHaveLength(1)
})

test('who leaves an open channel may go on looking', () => {
  const { all, lines } = chatter(1_000, 20_000)
  const left = call(5_000, 5_010, 'channels.leave', general, { client: 'cat' })
  const rest = [left, ...lines, delivery(9_000, 'cat'), view(5_020, 'cat', [], { closed: true })]
  expect(broken(story(...rest, table(end, all, { ...without, open: true })))).toEqual([])
  expect(broken(story(...rest, table(end, all, without)))).toHaveLength(1)
})

test('what a stalled node had sent before may arrive when it goes on; Redis being away excuses nothing', () => {
  const { all, lines } = chatter(1_000, 30_000)
  const rest = [
    call(5_000, 5_010, 'members.remove', { ...general, userId: 'cat' }),
    ...lines,
    view(5_020, 'cat', [], { closed: true }),
    delivery(11_000, 'cat'),
    table(end, all, without),
  ]
  expect(broken(story(...rest, fault(4_000, 10_000, 'node stalled')))).toEqual([])
  expect(broken(story(...rest, fault(4_000, 10_000, 'Redis killed')))).toEqual([expect.stringMatching(/^D10/)])
  expect(broken(story(...rest, fault(4_000, 10_000, 'Redis killed'), fault(4_001, 10_000, 'Postgres frozen')))).toEqual(
    [],
  )
})

test('a marker goes back where another device said so, also when this one was ahead of the server', () => {
  const all = [said(1), said(2), said(3)]
  const lines = [
    ...all.map((message, i) => send(100 + i * 10, 105 + i * 10, message)),
    toAll(200, all),
    table(end, all),
  ]
  const unread = (from: number, number: number, version: number) =>
    call(
      from,
      from + 20,
      'channels.markUnread',
      { ...general, number },
      { client: 'ann-too', answer: { readNumber: number - 1, readVersion: version } },
    )
  expect(broken(story(...lines, marker(300, 'ann', 3, 1), unread(400, 2, 2), marker(430, 'ann', 1, 2)))).toEqual([])
  expect(broken(story(...lines, unread(400, 2, 2), marker(410, 'ann', 3, 1), marker(430, 'ann', 1, 1)))).toEqual([])
  expect(broken(story(...lines, marker(300, 'ann', 3, 1), unread(400, 3, 2), marker(430, 'ann', 1, 2)))).toEqual([
    expect.stringMatching(/^D12/),
  ])
  expect(broken(story(...lines, unread(400, 2, 2), marker(9_000, 'ann', 3, 3), marker(9_010, 'ann', 1, 4)))).toEqual([
    expect.stringMatching(/^D12/),
  ])
})

test('presence: a reload, somebody invisible, a watcher that is away itself, and 20 s are all no wrong status', () => {
  const shown = (at: number, status: string) => presence(at, 'ann', 'cat', status)
  const gone = link(20_000, 'cat', 'gone')
  const until = call(59_000, 59_001, 'users.get', {})
  expect(broken(story(shown(10, 'online'), gone, link(35_000, 'cat', 'open', 2), until))).toEqual([])
  expect(broken(story(shown(10, 'online'), gone, shown(39_900, 'offline'), until))).toEqual([])
  expect(broken(story(shown(10, 'online'), gone, shown(41_000, 'offline'), until))).toEqual([
    expect.stringMatching(/^D11 ann was shown cat as online/),
  ])
  expect(
    broken(
      story(
        shown(10, 'online'),
        gone,
        link(30_000, 'ann', 'gone'),
        link(50_000, 'ann', 'open', 2),
        shown(50_100, 'offline'),
        until,
      ),
    ),
  ).toEqual([])
  const hides = call(10_000, 10_010, 'presence.set', { status: 'invisible' }, { client: 'cat' })
  expect(broken(story(shown(10, 'online'), hides, shown(10_005, 'offline'), until))).toEqual([])
  expect(broken(story(shown(10, 'online'), shown(10_005, 'offline'), until))).toEqual([
    expect.stringMatching(/^D11 .* as offline .* who was connected/),
  ])
  const redis = fault(15_000, 45_000, 'Redis killed')
  expect(
    broken(story(shown(10, 'online'), shown(15_500, 'unknown'), redis, gone, shown(45_100, 'online'), until)),
  ).toEqual([])
})
