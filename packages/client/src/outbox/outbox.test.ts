import { limits, type Message } from '@chime/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Turn } from '../readable.ts'
import { refusal } from '../testing/model-client.ts'
import { message, uuidOf } from '../testing/rows.ts'
import { Outbox, unsentMax } from './outbox.ts'
import { SendFailed } from './sent.ts'
import { browserStorage, memoryStorage, type OutboxEntry, type OutboxStorage } from './storage.ts'

const room = uuidOf('c', 1)
const ada = uuidOf('a', 1)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

type Answer = (entry: OutboxEntry) => Promise<Message>

function setUp(options: { storage?: OutboxStorage; answer?: Answer; online?: boolean; userId?: string } = {}) {
  const calls: string[] = []
  const received: string[] = []
  const world = {
    online: options.online ?? true,
    answer: options.answer,
  }
  const accept: Answer = async (entry) => {
    if (!received.includes(entry.content)) received.push(entry.content)
    return message(received.indexOf(entry.content) + 1, 1, { ...entry, userId: ada })
  }
  const storage = options.storage ?? memoryStorage()
  const outbox = new Outbox(
    {
      send: (entry) => {
        calls.push(entry.content)
        return (world.answer ?? accept)(entry)
      },
      online: () => world.online,
      changed: () => {},
      acknowledged: () => {},
      warn: () => {},
    },
    new Turn(),
    storage,
  )
  outbox.bind(options.userId ?? ada)
  const contents = () => outbox.entries(room).map((entry) => `${entry.failed ? 'failed ' : ''}${entry.content}`)
  return { outbox, world, calls, received, accept, storage, contents }
}
const minute = () => vi.advanceTimersByTimeAsync(60_000)

describe('a message that is written', () => {
  test('while offline waits, and leaves in the order of writing when online', async () => {
    const { outbox, world, calls, received, contents } = setUp({ online: false })
    for (const text of ['a', 'b', 'c']) outbox.enqueue(room, text)
    await minute()
    expect(calls).toEqual([])
    expect(contents()).toEqual(['a', 'b', 'c'])
    world.online = true
    outbox.wake()
    await minute()
    expect(received).toEqual(['a', 'b', 'c'])
    expect(contents()).toEqual([])
  })

  test.each([
    ['the connection closes', () => new Error('socket closed')],
    ['the server is busy', () => refusal('UNAVAILABLE')],
    ['too much was sent', () => refusal('RATE_LIMITED', { retryAfterMs: 2_000 })],
  ])('is sent again with the same clientId when %s, and nothing overtakes it', async (_, error) => {
    const tries: string[] = []
    const { outbox, world, received, accept } = setUp()
    world.answer = (entry) => {
      tries.push(`${entry.content} ${entry.clientId}`)
      return tries.length < 4 ? Promise.reject(error()) : accept(entry)
    }
    const first = outbox.enqueue(room, 'first')
    const second = outbox.enqueue(room, 'second')
    await minute()
    expect(tries.slice(0, 4)).toEqual(Array(4).fill(`first ${first.clientId}`))
    expect(received).toEqual(['first', 'second'])
    expect((await second.done).number).toBe(2)
  })

  test('what would have to wait for long fails at once, and can be sent again; the others go', async () => {
    const { outbox, world, received, accept, contents } = setUp()
    let isSlow = true
    world.answer = (entry) =>
      isSlow && entry.content === 'too soon'
        ? Promise.reject(refusal('RATE_LIMITED', { retryAfterMs: 600_000 }))
        : accept(entry)
    const { clientId, done } = outbox.enqueue(room, 'too soon')
    outbox.enqueue(room, 'later')
    await expect(done).rejects.toThrow('RATE_LIMITED')
    await minute()
    expect(received).toEqual(['later'])
    expect(contents()).toEqual(['failed too soon'])
    expect(outbox.entries(room)[0]?.failed).toMatchObject({ retryable: true })
    isSlow = false
    outbox.retry(clientId)
    await minute()
    expect(received).toEqual(['later', 'too soon'])
  })

  test('waits as long as the server asks', async () => {
    const { outbox, world, calls, accept } = setUp()
    world.answer = (entry) =>
      calls.length === 1 ? Promise.reject(refusal('RATE_LIMITED', { retryAfterMs: 20_000 })) : accept(entry)
    outbox.enqueue(room, 'patience')
    await vi.advanceTimersByTimeAsync(19_000)
    expect(calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(calls).toHaveLength(2)
  })

  test('fails when it is refused, keeps its text, and lets the next one pass', async () => {
    const { outbox, world, received, accept, contents, storage } = setUp()
    world.answer = (entry) => (entry.content === 'bad' ? Promise.reject(refusal('FORBIDDEN')) : accept(entry))
    const bad = outbox.enqueue(room, 'bad')
    outbox.enqueue(room, 'good')
    await expect(bad.done).rejects.toMatchObject({ name: 'SendFailed', reason: 'FORBIDDEN' })
    await minute()
    expect(received).toEqual(['good'])
    expect(contents()).toEqual(['failed bad'])
    expect(storage.load(ada)).toHaveLength(1)
    world.answer = accept
    outbox.retry(bad.clientId)
    await minute()
    expect(received).toEqual(['good', 'bad'])
    expect(storage.load(ada)).toEqual([])
  })

  test('that breaks the server each time fails after some tries instead of holding up the others', async () => {
    const { outbox, world, received, accept, contents } = setUp()
    world.answer = (entry) => (entry.content === 'poison' ? Promise.reject(refusal('')) : accept(entry))
    outbox.enqueue(room, 'poison')
    outbox.enqueue(room, 'good')
    await minute()
    expect(received).toEqual(['good'])
    expect(outbox.entries(room)[0]?.failed).toMatchObject({ retryable: true })
    expect(contents()).toEqual(['failed poison'])
  })

  test('is settled by its event, also when the answer is lost', async () => {
    const { outbox, world, received, contents } = setUp({ answer: () => new Promise(() => {}) })
    const lost = outbox.enqueue(room, 'landed')
    outbox.enqueue(room, 'next')
    await vi.advanceTimersByTimeAsync(10)
    world.answer = undefined
    outbox.settle(message(7, 7, { clientId: lost.clientId, channelId: room, userId: ada }))
    expect((await lost.done).number).toBe(7)
    await minute()
    expect(received).toEqual(['next'])
    expect(contents()).toEqual([])
  })

  test('too long for the server fails at once and can only be discarded', async () => {
    const { outbox, calls, contents } = setUp()
    const long = outbox.enqueue(room, 'x'.repeat(limits.contentMax + 1))
    await expect(long.done).rejects.toThrow(SendFailed)
    expect(calls).toEqual([])
    expect(outbox.entries(room)[0]?.failed).toMatchObject({ reason: 'INVALID_INPUT', retryable: false })
    outbox.discard(long.clientId)
    expect(contents()).toEqual([])
  })

  test('when too many wait fails with a clear error, and memory stays bounded', async () => {
    const { outbox } = setUp({ online: false })
    for (let i = 0; i < unsentMax; i++) outbox.enqueue(room, String(i))
    const extra = outbox.enqueue(room, 'one too many')
    await expect(extra.done).rejects.toThrow('Too many messages')
    expect(outbox.entries(room).at(-1)).toMatchObject({ content: 'one too many', failed: { retryable: true } })
    for (let i = 0; i < 2 * unsentMax; i++) outbox.enqueue(room, 'more')
    expect(outbox.entries(room).length).toBe(2 * unsentMax)
  })

  test('in one channel does not wait for another channel', async () => {
    const other = uuidOf('c', 2)
    const { outbox, world, received, accept } = setUp()
    world.answer = (entry) => (entry.channelId === other ? new Promise(() => {}) : accept(entry))
    outbox.enqueue(other, 'stuck')
    outbox.enqueue(room, 'free')
    await minute()
    expect(received).toEqual(['free'])
  })
})

describe('what is stored', () => {
  test('is sent by the next page of the same user, in order, and by nobody else', async () => {
    const storage = memoryStorage()
    const before = setUp({ storage, online: false })
    for (const text of ['a', 'b']) before.outbox.enqueue(room, text)
    before.outbox.close()
    const stranger = setUp({ storage, userId: uuidOf('a', 2) })
    stranger.outbox.wake()
    await minute()
    expect(stranger.calls).toEqual([])
    const after = setUp({ storage })
    after.outbox.wake()
    await minute()
    expect(after.received).toEqual(['a', 'b'])
    expect(storage.load(ada)).toEqual([])
  })

  test('may be damaged or full: what can be read is read, and sending goes on', async () => {
    const held = new Map<string, string>()
    const fake = {
      get length() {
        return held.size
      },
      key: (i: number) => [...held.keys()][i] ?? null,
      getItem: (key: string) => held.get(key) ?? null,
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
      removeItem: (key: string) => void held.delete(key),
      clear: () => held.clear(),
    }
    held.set(`chime.outbox.${ada}.x`, '{"half": ')
    held.set(`chime.outbox.${ada}.y`, '{"clientId": 5}')
    const { outbox, received } = setUp({ storage: browserStorage(fake) })
    outbox.enqueue(room, 'still sent')
    await minute()
    expect(received).toEqual(['still sent'])
  })
})
