import { limits, type Message } from '@chime/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { Outbox, unsentMax } from '../../src/outbox/outbox.ts'
import { SendFailed } from '../../src/outbox/sent.ts'
import type { OutboxEntry, OutboxStorage } from '../../src/outbox/storage.ts'
import { webStorage } from '../../src/outbox/web-storage.ts'
import { Batch } from '../../src/readable.ts'
import { refusal } from '../model/procedures.ts'
import { message, uuidOf } from '../model/rows.ts'

const channelId = uuidOf('c', 1)
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
  const acknowledged: string[] = []
  const received: string[] = []
  const warnings: string[] = []
  const network = {
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
        return (network.answer ?? accept)(entry)
      },
      online: () => network.online,
      changed: () => {},
      acknowledged: ({ content }) => acknowledged.push(content),
      discarded: () => {},
      retryUploads: () => {},
      warn: (_, text) => warnings.push(text),
    },
    new Batch(),
    storage,
  )
  outbox.bind(options.userId ?? ada)
  const contents = () => outbox.entries(channelId).map((entry) => `${entry.failed ? 'failed ' : ''}${entry.content}`)
  return { outbox, network, calls, received, acknowledged, accept, storage, contents, warnings }
}
const minute = () => vi.advanceTimersByTimeAsync(60_000)

describe('a message that is written', () => {
  test('while offline waits, and leaves in the order of writing when online', async () => {
    const { outbox, network, calls, received, contents } = setUp({ online: false })
    for (const text of ['a', 'b', 'c']) outbox.enqueue(channelId, text)
    await minute()
    expect(calls).toEqual([])
    expect(contents()).toEqual(['a', 'b', 'c'])
    network.online = true
    outbox.wake()
    await minute()
    expect(received).toEqual(['a', 'b', 'c'])
    expect(contents()).toEqual([])
  })

  test('is acknowledged once when its event comes in the same moment as the answer', async () => {
    const { outbox, network, acknowledged, contents } = setUp()
    let answer = (_: Message) => {}
    network.answer = () =>
      new Promise((resolve) => {
        answer = resolve
      })
    const { clientId, done } = outbox.enqueue(channelId, 'a')
    await minute()
    const sent = message(1, 1, { clientId, channelId, content: 'a', userId: ada })
    answer(sent)
    await Promise.resolve()
    // What the event does (see `settleOwn`), which has shown the message already.
    outbox.settle(sent)
    await minute()
    expect([acknowledged, contents(), await done]).toEqual([[], [], sent])
  })

  test.each([
    ['the connection closes', () => new Error('socket closed')],
    ['the server is busy', () => refusal('UNAVAILABLE')],
    ['too much was sent', () => refusal('RATE_LIMITED', { retryAfterMs: 2_000 })],
  ])('is sent again with the same clientId when %s, and nothing overtakes it', async (_, error) => {
    const tries: string[] = []
    const { outbox, network, received, accept } = setUp()
    network.answer = (entry) => {
      tries.push(`${entry.content} ${entry.clientId}`)
      return tries.length < 4 ? Promise.reject(error()) : accept(entry)
    }
    const first = outbox.enqueue(channelId, 'first')
    const second = outbox.enqueue(channelId, 'second')
    await minute()
    expect(tries.slice(0, 4)).toEqual(Array(4).fill(`first ${first.clientId}`))
    expect(received).toEqual(['first', 'second'])
    expect((await second.done).number).toBe(2)
  })

  test('what would have to wait for long fails at once, and can be sent again; the others go', async () => {
    const { outbox, network, received, accept, contents } = setUp()
    let isSlow = true
    network.answer = (entry) =>
      isSlow && entry.content === 'too soon'
        ? Promise.reject(refusal('RATE_LIMITED', { retryAfterMs: 600_000 }))
        : accept(entry)
    const { clientId, done } = outbox.enqueue(channelId, 'too soon')
    outbox.enqueue(channelId, 'later')
    await expect(done).rejects.toThrow('RATE_LIMITED')
    await minute()
    expect(received).toEqual(['later'])
    expect(contents()).toEqual(['failed too soon'])
    expect(outbox.entries(channelId)[0]?.failed).toMatchObject({ retryable: true })
    isSlow = false
    outbox.retry(clientId)
    await minute()
    expect(received).toEqual(['later', 'too soon'])
  })

  test('waits as long as the server asks', async () => {
    const { outbox, network, calls, accept } = setUp()
    network.answer = (entry) =>
      calls.length === 1 ? Promise.reject(refusal('RATE_LIMITED', { retryAfterMs: 20_000 })) : accept(entry)
    outbox.enqueue(channelId, 'patience')
    await vi.advanceTimersByTimeAsync(19_000)
    expect(calls).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(5_000)
    expect(calls).toHaveLength(2)
  })

  test('fails when it is refused, keeps its text, and lets the next one pass', async () => {
    const { outbox, network, received, accept, contents, storage } = setUp()
    network.answer = (entry) => (entry.content === 'bad' ? Promise.reject(refusal('FORBIDDEN')) : accept(entry))
    const bad = outbox.enqueue(channelId, 'bad')
    outbox.enqueue(channelId, 'good')
    await expect(bad.done).rejects.toMatchObject({ name: 'SendFailed', reason: 'FORBIDDEN' })
    await minute()
    expect(received).toEqual(['good'])
    expect(contents()).toEqual(['failed bad'])
    expect(await storage.load(ada)).toHaveLength(1)
    network.answer = accept
    outbox.retry(bad.clientId)
    await minute()
    expect(received).toEqual(['good', 'bad'])
    expect(await storage.load(ada)).toEqual([])
  })

  test('that breaks the server each time fails after some tries instead of holding up the others', async () => {
    const { outbox, network, received, accept, contents } = setUp()
    network.answer = (entry) => (entry.content === 'poison' ? Promise.reject(refusal('')) : accept(entry))
    outbox.enqueue(channelId, 'poison')
    outbox.enqueue(channelId, 'good')
    await minute()
    expect(received).toEqual(['good'])
    expect(outbox.entries(channelId)[0]?.failed).toMatchObject({ retryable: true })
    expect(contents()).toEqual(['failed poison'])
  })

  test('is settled by its event, also when the answer is lost', async () => {
    const { outbox, network, received, contents } = setUp({ answer: () => new Promise(() => {}) })
    const lost = outbox.enqueue(channelId, 'landed')
    outbox.enqueue(channelId, 'next')
    await vi.advanceTimersByTimeAsync(10)
    network.answer = undefined
    outbox.settle(message(7, 7, { clientId: lost.clientId, channelId: channelId, userId: ada }))
    expect((await lost.done).number).toBe(7)
    await minute()
    expect(received).toEqual(['next'])
    expect(contents()).toEqual([])
  })

  test('too long for the server fails at once and can only be discarded', async () => {
    const { outbox, calls, contents } = setUp()
    const long = outbox.enqueue(channelId, 'x'.repeat(limits.contentMax + 1))
    await expect(long.done).rejects.toThrow(SendFailed)
    expect(calls).toEqual([])
    expect(outbox.entries(channelId)[0]?.failed).toMatchObject({ reason: 'INVALID_INPUT', retryable: false })
    outbox.discard(long.clientId)
    expect(contents()).toEqual([])
  })

  test('when too many wait fails with a clear error, and memory stays bounded', async () => {
    const { outbox } = setUp({ online: false })
    for (let i = 0; i < unsentMax; i++) outbox.enqueue(channelId, String(i))
    const extra = outbox.enqueue(channelId, 'one too many')
    await expect(extra.done).rejects.toThrow('Too many messages')
    expect(outbox.entries(channelId).at(-1)).toMatchObject({ content: 'one too many', failed: { retryable: true } })
    for (let i = 0; i < 2 * unsentMax; i++) outbox.enqueue(channelId, 'more')
    expect(outbox.entries(channelId).length).toBe(2 * unsentMax)
  })

  test('in one channel does not wait for another channel', async () => {
    const other = uuidOf('c', 2)
    const { outbox, network, received, accept } = setUp()
    network.answer = (entry) => (entry.channelId === other ? new Promise(() => {}) : accept(entry))
    outbox.enqueue(other, 'stuck')
    outbox.enqueue(channelId, 'free')
    await minute()
    expect(received).toEqual(['free'])
  })
})

describe('what is stored', () => {
  test('is sent by the next page of the same user, in order, and by nobody else', async () => {
    const storage = memoryStorage()
    const before = setUp({ storage, online: false })
    for (const text of ['a', 'b']) before.outbox.enqueue(channelId, text)
    before.outbox.close()
    const stranger = setUp({ storage, userId: uuidOf('a', 2) })
    stranger.outbox.wake()
    await minute()
    expect(stranger.calls).toEqual([])
    const after = setUp({ storage })
    after.outbox.wake()
    await minute()
    expect(after.received).toEqual(['a', 'b'])
    expect(await storage.load(ada)).toEqual([])
  })

  test('may be damaged or full: what can be read is read, and sending goes on', async () => {
    const values = new Map<string, string>()
    const fake = {
      get length() {
        return values.size
      },
      key: (i: number) => [...values.keys()][i] ?? null,
      getItem: (key: string) => values.get(key) ?? null,
      setItem: () => {
        throw new Error('QuotaExceededError')
      },
      removeItem: (key: string) => void values.delete(key),
      clear: () => values.clear(),
    }
    values.set(`chime.outbox.${ada}.x`, '{"half": ')
    values.set(`chime.outbox.${ada}.y`, '{"clientId": 5}')
    const { outbox, received } = setUp({ storage: webStorage(fake) })
    outbox.enqueue(channelId, 'still sent')
    await minute()
    expect(received).toEqual(['still sent'])
  })
})

/** A storage whose calls end when the test says so. Loads are numbered. */
function slowStorage() {
  const inner = memoryStorage()
  const log: string[] = []
  const waiting = new Map<string, () => void>()
  let loads = 0
  const later = <T>(name: string, work: () => T): Promise<T> => {
    log.push(name)
    return new Promise<T>((resolve) => {
      waiting.set(name, () => {
        log.push(`${name} ends`)
        resolve(work())
      })
    })
  }
  const storage: OutboxStorage = {
    load(userId) {
      const entries = inner.load(userId)
      return later(`load ${++loads}`, () => entries)
    },
    save: (userId, entry) => later(`save ${entry.content}`, () => inner.save(userId, entry)),
    remove(userId, clientId) {
      const content = inner.load(userId).find((entry) => entry.clientId === clientId)?.content
      return later(`remove ${content}`, () => inner.remove(userId, clientId))
    },
  }
  /** Ends the call of this name, and lets what follows happen. */
  async function end(name: string): Promise<void> {
    const settle = waiting.get(name)
    if (!settle) throw new Error(`${name} does not run: ${log.join(', ')}`)
    waiting.delete(name)
    settle()
    await vi.advanceTimersByTimeAsync(1)
  }
  /** Ends all calls, also those that follow. */
  async function endAll(): Promise<void> {
    for (const [name] of waiting) await end(name)
  }
  return { storage, inner, log, end, endAll }
}

const entryOf = (content: string, order: number): OutboxEntry => ({
  clientId: uuidOf('e', order),
  channelId,
  content,
  createdAt: '2026-01-01T00:00:00.000Z',
  order,
  owner: 'a page that is gone',
  failed: null,
})

describe('with a storage that takes its time', () => {
  test('the write begins within the call, and sending does not wait for it', async () => {
    const { storage, log, end } = slowStorage()
    const { outbox, received } = setUp({ storage })
    await end('load 1')
    const sent = outbox.enqueue(channelId, 'at once')
    expect(log.at(-1)).toBe('save at once')
    expect((await sent.done).content).toBe('at once')
    expect(received).toEqual(['at once'])
    expect(log.at(-1)).toBe('save at once')
  })

  test('writes of one entry do not overtake each other, and those of several do not wait for each other', async () => {
    const { storage, inner, log, end } = slowStorage()
    const { outbox } = setUp({ storage })
    await end('load 1')
    outbox.enqueue(channelId, 'a')
    outbox.enqueue(channelId, 'b')
    await minute()
    expect(log.slice(2)).toEqual(['save a', 'save b'])
    await end('save b')
    expect(log.slice(4)).toEqual(['save b ends', 'remove b'])
    await end('remove b')
    await end('save a')
    await end('remove a')
    expect(inner.load(ada)).toEqual([])
  })

  test('what is written while it loads goes behind what an earlier page left, and nothing goes twice', async () => {
    const { storage, inner, endAll } = slowStorage()
    inner.save(ada, entryOf('left first', 1))
    inner.save(ada, entryOf('left second', 2))
    const { outbox, calls, contents } = setUp({ storage })
    outbox.enqueue(channelId, 'new')
    outbox.wake()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(contents()).toEqual(['new'])
    expect(calls).toEqual([])
    await endAll()
    await minute()
    await endAll()
    expect(calls).toEqual(['left first', 'left second', 'new'])
    expect(inner.load(ada)).toEqual([])
  })

  test('what was sent while it loads does not come back', async () => {
    const { storage, inner, end, endAll } = slowStorage()
    inner.save(ada, entryOf('left', 1))
    const { outbox, calls, contents } = setUp({ storage })
    outbox.wake()
    for (const name of ['load 1', 'load 2', 'load 3', 'save left']) await end(name)
    expect(calls).toEqual(['left'])
    // This one was read before.
    await end('load 4')
    await endAll()
    await minute()
    expect(calls).toEqual(['left'])
    expect(contents()).toEqual([])
  })

  test('one that never answers holds up nothing for long', async () => {
    const { storage } = slowStorage()
    const { outbox, received } = setUp({ storage })
    outbox.enqueue(channelId, 'all the same')
    await minute()
    expect(received).toEqual(['all the same'])
  })

  test('one that fails is reported once, and messages are sent from memory', async () => {
    const failing: OutboxStorage = {
      load: async () => [],
      save: () => Promise.reject(new Error('full')),
      remove: () => {
        throw new Error('full')
      },
    }
    const { outbox, received, warnings, contents } = setUp({ storage: failing })
    for (const text of ['a', 'b', 'c']) outbox.enqueue(channelId, text)
    await minute()
    expect(received).toEqual(['a', 'b', 'c'])
    expect(contents()).toEqual([])
    expect(warnings).toHaveLength(1)
  })

  test('another user who signs in while it loads gets nothing of it', async () => {
    const { storage, inner, end, endAll } = slowStorage()
    inner.save(ada, entryOf('of ada', 1))
    const { outbox, calls, contents } = setUp({ storage })
    await end('load 1')
    outbox.bind(uuidOf('a', 2))
    outbox.enqueue(channelId, 'of bob')
    for (const name of ['load 2', 'save of bob']) await end(name)
    expect(contents()).toEqual(['of bob'])
    expect(calls).toEqual([])
    await endAll()
    await minute()
    expect(calls).toEqual(['of bob'])
    expect(inner.load(ada)).toHaveLength(1)
  })

  test('discarding everything also forgets what earlier pages left, before it resolves', async () => {
    const storage = memoryStorage()
    const { outbox, calls } = setUp({ storage, online: false })
    outbox.enqueue(channelId, 'mine')
    storage.save(ada, entryOf('of another tab', 1))
    storage.save(uuidOf('a', 2), entryOf('of another user', 2))
    await outbox.discardAll()
    expect(storage.load(ada)).toEqual([])
    expect(storage.load(uuidOf('a', 2))).toHaveLength(1)
    await minute()
    expect(calls).toEqual([])
  })
})
