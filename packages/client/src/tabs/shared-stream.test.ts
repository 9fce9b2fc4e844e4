import { expect, test } from 'vitest'
import { partResponse } from './response.ts'
import { type Follower, SharedStream } from './shared-stream.ts'

/** A stream over a server that says what the test says. */
function setUp() {
  const subscriptions: { receive: (rest: string) => void; isStopped: boolean }[] = []
  let ended = 0
  const stream = new SharedStream(
    (receive) => {
      const subscription = { receive, isStopped: false }
      subscriptions.push(subscription)
      return () => {
        subscription.isStopped = true
      }
    },
    () => {
      ended++
    },
  )
  /** The server says something on one of the subscriptions. */
  const say = (i: number, ...events: object[]) =>
    subscriptions[i]?.receive(partResponse(JSON.stringify({ id: 1, result: { type: 'data', data: events } })).rest)
  const follow = (id: number) => {
    const heard: string[] = []
    const follower: Follower = {
      id,
      frame(text) {
        const { id: to, result } = JSON.parse(text)
        expect(to).toBe(id)
        if (result.type === 'data')
          heard.push(...result.data.map((event: { type: string; n?: number }) => event.n ?? event.type))
      },
    }
    stream.add(follower)
    return { heard, follower }
  }
  return { stream, subscriptions, say, follow, ended: () => ended }
}
const hello = (last = true) => ({ type: 'hello', last })
const event = (n: number) => ({ type: 'message', n })

test('tabs that come before anything was said share it from the start', () => {
  const { say, follow, subscriptions } = setUp()
  const [first, second] = [follow(1), follow(7)]
  say(0, hello())
  say(0, event(1))
  for (const { heard } of [first, second]) expect(heard).toEqual(['hello', 1])
  expect(subscriptions).toHaveLength(1)
})

test('a tab that comes later gets its own hello first, then all that came since it asked', () => {
  const { say, follow, subscriptions } = setUp()
  const first = follow(1)
  say(0, hello(), event(1))
  const second = follow(2)
  say(0, event(2))
  say(1, hello(false))
  say(0, event(3))
  expect(second.heard).toEqual(['hello'])
  say(1, hello(), event(3))
  say(0, event(4))
  say(1, event(4))
  expect(first.heard).toEqual(['hello', 1, 2, 3, 4])
  expect(second.heard).toEqual(['hello', 'hello', 3, 2, 3, 4])
  expect(subscriptions.map(({ isStopped }) => isStopped)).toEqual([false, true])
})

test('a tab whose hello takes too long keeps the subscription of its own', () => {
  const { say, follow, subscriptions } = setUp()
  follow(1)
  say(0, hello())
  const second = follow(2)
  for (let n = 0; n < 1_001; n++) say(0, event(n))
  say(1, hello())
  say(0, event(5_000))
  say(1, event(5_000))
  expect(second.heard).toEqual(['hello', 5_000])
  expect(subscriptions[1]?.isStopped).toBe(false)
})

test('it is stopped with the last tab, and ended when the server ends it', () => {
  const { stream, follow, subscriptions, ended, say } = setUp()
  const [first, second] = [follow(1), follow(2)]
  say(0, hello())
  stream.remove(first.follower)
  expect(subscriptions[0]?.isStopped).toBe(false)
  say(0, event(1))
  expect([first.heard, second.heard]).toEqual([['hello'], ['hello', 1]])
  stream.remove(second.follower)
  expect([subscriptions[0]?.isStopped, ended()]).toEqual([true, 1])
  const other = setUp()
  other.follow(1)
  other.subscriptions[0]?.receive(partResponse('{"id":1,"result":{"type":"stopped"}}').rest)
  expect(other.ended()).toBeGreaterThan(0)
})

test('frames are parted from their ids, in whatever order the server writes', () => {
  expect(partResponse('{"id":12,"result":{"type":"started"}}')).toEqual({
    id: 12,
    rest: '"result":{"type":"started"}}',
  })
  expect(partResponse('{"result":{"type":"started"},"id":12}')).toEqual({
    id: 12,
    rest: '"result":{"type":"started"}}',
  })
  expect(partResponse('{"id":null,"method":"reconnect"}')).toEqual({ id: null, rest: '"method":"reconnect"}' })
})
