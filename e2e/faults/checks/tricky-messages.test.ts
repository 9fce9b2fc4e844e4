import { expect, test } from 'vitest'
import type { Entry } from '../history/entry.ts'
import { check } from './index.ts'
import { applied, call, fault, link, said, send, story, table, toAll, view } from './test/entries.ts'

// Histories that look wrong and are right; beside some, the smallest change that makes them wrong. Here: messages, and what
// clients show of them.

const broken = (entries: readonly Entry[]) =>
  check(entries).flatMap(({ promise, violations }) => violations.map(({ message }) => `${promise} ${message}`))
const general = { channelId: 'general' }
const end = 60_000

test('two sends at once may be numbered in either order; also when one is answered in the moment in which the other begins', () => {
  const [one, two] = [said(1), said(2, { userId: 'ben' })]
  const rest = [toAll(250, [one, two]), table(end, [one, two])]
  expect(broken(story(send(100, 200, two, { client: 'ben' }), send(150, 210, one), ...rest))).toEqual([])
  expect(broken(story(send(100, 150, two, { client: 'ben' }), send(150, 210, one), ...rest))).toEqual([])
  expect(broken(story(send(100, 149, two, { client: 'ben' }), send(150, 210, one), ...rest))).toEqual([
    expect.stringMatching(/^D8 .* #2 was known before id-1 was sent, which is #1/),
  ])
})

test('one message tried on three nodes at once may overtake what its socket sent before', () => {
  const [x, w] = [said(1), said(2)]
  const framed = (frame: number) => ({ socket: 1, frame })
  const lines = (otherTry: Entry[]) =>
    story(send(100, 300, w, framed(1)), send(101, 301, x, framed(2)), otherTry, toAll(305, [x, w]), table(end, [x, w]))
  expect(broken(lines(send(102, 290, x, { client: 'ann-too' })))).toEqual([])
  expect(broken(lines([]))).toEqual([
    expect.stringMatching(/^D8 .*frame 1 became #2 and frame 2 of the same socket #1/),
  ])
})

test('what was not answered may be there or not, and a retry may find it', () => {
  const [found, never] = [said(1), said(2)]
  const troubled = fault(50, 400, 'node killed')
  const lines = [
    send(100, 200, found, { outcome: 'unknown' }),
    send(110, 210, never, { outcome: 'unknown' }),
    send(300, 320, found),
    toAll(330, [found]),
    table(end, [found]),
  ]
  expect(broken(story(troubled, ...lines))).toEqual([])
  expect(broken(story(...lines))).toEqual(
    Array.from({ length: 2 }, () => expect.stringMatching(/^D7 a send of ann .* in quiet failed/)),
  )
})

test('being rate limited is no verdict on a message, and being refused is one until it is tried again', () => {
  const one = said(1)
  const limited = send(100, 110, one, { outcome: 'refused', reason: 'RATE_LIMITED' })
  const out = send(120, 130, one, { outcome: 'refused', reason: 'FORBIDDEN' })
  const rest = [toAll(210, [one]), table(end, [one])]
  expect(broken(story(limited, out, send(200, 205, one), ...rest))).toEqual([])
  expect(
    broken(story(send(200, 205, one), send(300, 310, one, { outcome: 'refused', reason: 'RATE_LIMITED' }), ...rest)),
  ).toEqual([])
  expect(broken(story(limited, out, ...rest))).toContainEqual(
    expect.stringMatching(/^D2 refused, and there all the same/),
  )
})

test('one client id of two people, or tried with other words the second time, is what the first said', () => {
  const [ann, ben] = [said(1, { clientId: 'same' }), said(2, { clientId: 'same', userId: 'ben' })]
  const again = call(
    300,
    310,
    'messages.send',
    { ...general, clientId: 'same', content: 'other words' },
    { answer: ann },
  )
  expect(
    broken(
      story(
        send(100, 110, ann),
        send(200, 210, ben, { client: 'ben' }),
        again,
        toAll(220, [ann, ben]),
        table(end, [ann, ben]),
      ),
    ),
  ).toEqual([])
})

test('an edit and a deletion reach clients in different orders, and a retry is answered with the message as it now is', () => {
  const one = said(1)
  const edited = said(1, { revision: 2, content: 'better words', editedAt: 'later' })
  const gone = said(1, { revision: 3, content: '', editedAt: 'later', deletedAt: 'last' })
  const lines = [
    send(100, 110, one),
    toAll(120, [one]),
    call(200, 220, 'messages.edit', { ...general, number: 1, content: 'better words' }, { answer: edited }),
    call(300, 320, 'messages.delete', { ...general, number: 1 }),
    send(400, 410, gone, { client: 'ann', answer: gone }).map((entry) =>
      entry.type === 'call' ? { ...entry, input: { ...general, clientId: 'id-1', content: 'words 1' } } : entry,
    ),
    toAll(330, [gone], ['ann', 'ann-too', 'ben']),
    applied(230, 'cat', [edited]),
    applied(900, 'cat', [gone], 'pull'),
    table(end, [gone]),
  ]
  expect(broken(story(...lines))).toEqual([])
  expect(broken(story(...lines.filter((line) => line[0]?.at !== 900)))).toContainEqual(
    expect.stringMatching(/^D7 cat (still showed|at the end)/),
  )
})

test('what retention removed is not missed', () => {
  const all = [said(1), said(2), said(3)]
  const lines = all.flatMap((message, i) => [
    send(100 + i * 10, 105 + i * 10, message),
    toAll(106 + i * 10, all.slice(0, i + 1)),
  ])
  const trimmed = ['ann', 'ann-too', 'ben', 'cat'].map((client) => view(500, client, [3]))
  expect(broken(story(...lines, ...trimmed, table(end, all.slice(2), { counted: 3 })))).toEqual([])
})

test('a client that was cut off has N from when it is back, and may skip what lies before its window', () => {
  const all = Array.from({ length: 200 }, (_, i) => said(i + 1))
  const sends = all.map((message, i) => [
    ...send(100 + i * 10, 105 + i * 10, message),
    ...toAll(107 + i * 10, all.slice(0, i + 1).slice(-1), ['ann', 'ann-too', 'cat']),
  ])
  const newest = all.slice(150)
  const back = (at: number) => [
    applied(at, 'ben', newest, 'pull'),
    view(
      at,
      'ben',
      newest.map(({ number }) => number),
    ),
  ]
  const away = [link(90, 'ben', 'gone'), link(20_000, 'ben', 'open', 2)]
  expect(broken(story(...sends, ...away, ...back(24_900), table(end, all)))).toEqual([])
  const late = broken(story(...sends, ...away, ...back(25_100), table(end, all)))
  expect(late.length).toBeGreaterThan(0)
  expect(late).toEqual(late.map(() => expect.stringMatching(/^D7 ben had not got #/)))
})

test('nothing is due while faults follow one another, and all of it N after the last', () => {
  const one = said(1)
  const faults = [
    fault(90, 4_000, 'Redis killed'),
    fault(8_000, 12_000, 'Postgres slow'),
    fault(16_500, 16_500, 'all reconnect'),
  ]
  const lines = [send(100, 110, one), toAll(120, [one], ['ann', 'ann-too', 'cat']), table(end, [one])]
  expect(broken(story(...faults, ...lines, toAll(21_400, [one], ['ben'])))).toEqual([])
  expect(broken(story(...faults, ...lines, toAll(21_600, [one], ['ben'])))).toEqual([
    expect.stringMatching(/^D7 ben had not got #1/),
  ])
})

test('a screen that was left is promised nothing, one that loads is', () => {
  const one = said(1)
  const lines = [send(100, 110, one), toAll(120, [one], ['ann', 'ann-too', 'cat']), table(end, [one])]
  expect(broken(story(...lines, view(50, 'ben', [], { closed: true })))).toEqual([])
  expect(broken(story(...lines))).toContainEqual(expect.stringMatching(/^D7 ben (had not got|at the end)/))
})

test('events that come twice, and rows that a pull brings late, are not out of order', () => {
  const all = [said(1), said(2), said(3)]
  const sends = all.map((message, i) => send(100 + i, 110 + i, message))
  const [one, two, three] = all as [(typeof all)[0], (typeof all)[0], (typeof all)[0]]
  const ben = [
    applied(120, 'ben', [one]),
    applied(130, 'ben', [three, two]),
    applied(140, 'ben', [two]),
    view(150, 'ben', [1, 2, 3]),
  ]
  const rest = [toAll(200, all, ['ann', 'ann-too', 'cat']), table(end, all)]
  expect(broken(story(...sends, ...ben, ...rest))).toEqual([])
  const pulled = [applied(120, 'ben', [three]), applied(125, 'ben', [one, two], 'pull'), view(150, 'ben', [1, 2, 3])]
  expect(broken(story(...sends, ...pulled, ...rest))).toEqual([])
})
