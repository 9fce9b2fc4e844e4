import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type WireClient, wireClients } from './clients.ts'
import { type Peer, scriptedServer } from './scripted-server.ts'

const soon = { timeout: 5_000, interval: 5 }

// Here the server says what the test says, in the order that a real one would say it only now and then.
describe.each(wireClients)('%s, with a server that is in an unlucky moment', (_, connect) => {
  let server: Awaited<ReturnType<typeof scriptedServer>>
  let client: WireClient
  beforeEach(async () => {
    server = await scriptedServer()
    client = connect(server.url, null)
  })
  afterEach(() => {
    client.close()
    server.close()
  })

  /** The client's socket with this number, from 0. */
  async function peer(number: number): Promise<Peer> {
    await vi.waitFor(() => expect(server.peers.length).toBeGreaterThan(number), soon)
    const found = server.peers[number]
    if (!found) throw new Error('no socket')
    return found
  }
  const called = (at: Peer, path: string) => vi.waitFor(() => at.last(path), soon)
  const ended = (at: Peer) =>
    vi.waitFor(() => expect(at.heard.map(({ method }) => method)).toContain('subscription.stop'), soon)

  /** A subscription that is running on the first socket. */
  async function running() {
    const told: unknown[] = []
    const { trpc } = client
    const { unsubscribe } = trpc.presence.subscribe.subscribe(
      { userIds: [] },
      {
        onStarted: () => told.push('started'),
        onData: (data) => told.push(data),
        onStopped: () => told.push('stopped'),
        onComplete: () => told.push('complete'),
        onError: () => told.push('error'),
      },
    )
    const first = await peer(0)
    const asked = await called(first, 'presence.subscribe')
    first.started(asked)
    first.data(asked, 1)
    await vi.waitFor(() => expect(told).toEqual(['started', 1]), soon)
    return { told, first, asked, unsubscribe }
  }

  test('answers come in any order, and one that comes too late reaches nobody', async () => {
    const abort = new AbortController()
    const given = client.trpc.auth.me.query(undefined, { signal: abort.signal })
    const channels = client.trpc.channels.list.query()
    const emoji = client.trpc.emoji.list.query()
    const at = await peer(0)
    await called(at, 'emoji.list')
    abort.abort()
    await expect(given).rejects.toThrow('aborted')
    at.data(at.last('emoji.list'), ['emoji'])
    at.data(at.last('auth.me'), 'too late')
    at.data(at.last('channels.list'), ['channels'])
    at.data(at.last('channels.list'), ['again'])
    at.say({ id: 4711, result: { data: 'whose?' } })
    at.say({ id: null, error: { code: -32600, message: 'no call at all', data: {} } })
    expect(await Promise.all([channels, emoji])).toEqual([['channels'], ['emoji']])
  })

  test('an error without the form of one is no verdict', async () => {
    const call = client.trpc.channels.list.query()
    const at = await peer(0)
    const { id } = await called(at, 'channels.list')
    at.say({ id, error: { code: -32603, message: 'broken', data: { reason: 'UNAVAILABLE' } } })
    await expect(call).rejects.toMatchObject({ message: 'broken', data: { reason: 'UNAVAILABLE' } })
  })

  test('who is asked to connect again uses the old socket until the new one has taken over', async () => {
    const { told, first, asked } = await running()
    const slow = client.trpc.channels.list.query()
    await called(first, 'channels.list')
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    const again = await called(second, 'presence.subscribe')
    expect(again.params).toEqual(asked.params)
    // The new socket has not confirmed it yet.
    first.data(asked, 2)
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 2]), soon)
    second.started(again)
    await ended(first)
    second.data(again, 3)
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 2, 3]), soon)
    // New calls take the new socket; the old one stays until it has answered.
    const quick = client.trpc.emoji.list.query()
    second.data(await called(second, 'emoji.list'), ['quick'])
    expect(await quick).toEqual(['quick'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(first.isOpen).toBe(true)
    first.data(first.last('channels.list'), ['slow'])
    expect(await slow).toEqual(['slow'])
    await vi.waitFor(() => expect(first.isOpen).toBe(false), soon)
    expect(second.isOpen).toBe(true)
    expect(server.peers).toHaveLength(2)
  })

  test('what the old socket sent before it heard of the stop still arrives', async () => {
    const { told, first, asked } = await running()
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    second.started(await called(second, 'presence.subscribe'))
    first.data(asked, 'in flight')
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 'in flight']), soon)
    await ended(first)
    await vi.waitFor(() => expect(first.isOpen).toBe(false), soon)
    expect(second.isOpen).toBe(true)
  })

  test('when the old socket closes before the new one has confirmed, the new one goes on', async () => {
    const { told, first } = await running()
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    const again = await called(second, 'presence.subscribe')
    first.cut()
    await new Promise((resolve) => setTimeout(resolve, 50))
    second.started(again)
    second.data(again, 2)
    await vi.waitFor(() => expect(told.filter((word) => word !== 'started')).toEqual([1, 2]), soon)
    expect(server.peers).toHaveLength(2)
    expect(second.heard.filter(({ method }) => method === 'subscription')).toHaveLength(1)
  })

  test('when the new socket closes at once, the old one goes on, and a third is opened', async () => {
    const { told, first, asked } = await running()
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    await called(second, 'presence.subscribe')
    second.cut()
    const third = await peer(2)
    first.data(asked, 2)
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 2]), soon)
    const again = await called(third, 'presence.subscribe')
    third.started(again)
    third.data(again, 3)
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 2, 3]), soon)
    await vi.waitFor(() => expect(first.isOpen).toBe(false), soon)
  })

  test('when the new socket closes after it took over, the subscription goes back to the old one, under another id', async () => {
    const { told, first, asked } = await running()
    const slow = client.trpc.channels.list.query()
    await called(first, 'channels.list')
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    second.started(await called(second, 'presence.subscribe'))
    await ended(first)
    second.cut()
    await vi.waitFor(() => expect(first.last('presence.subscribe').id).not.toBe(asked.id), soon)
    const back = first.last('presence.subscribe')
    first.started(back)
    first.data(back, 2)
    await vi.waitFor(() => expect(told.filter((word) => word !== 'started')).toEqual([1, 2]), soon)
    first.data(first.last('channels.list'), ['slow'])
    expect(await slow).toEqual(['slow'])
  })

  test('who unsubscribes in the middle of a move stops on both sockets', async () => {
    const { told, first, unsubscribe } = await running()
    first.say({ id: null, method: 'reconnect' })
    const second = await peer(1)
    await called(second, 'presence.subscribe')
    unsubscribe()
    await ended(first)
    await ended(second)
    await vi.waitFor(() => expect(first.isOpen).toBe(false), soon)
    expect(told).toEqual(['started', 1, 'complete'])
  })

  test('a subscription goes on behind the last event that carried an id', async () => {
    const { told, first, asked } = await running()
    first.data(asked, 2, 'event-2')
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 2]), soon)
    first.cut()
    const second = await peer(1)
    const again = await called(second, 'presence.subscribe')
    expect(again.params?.lastEventId).toBe('event-2')
  })

  test('a subscription that the server ends is over, on the next socket too', async () => {
    const { told, first, asked } = await running()
    first.say({ id: asked.id, result: { type: 'stopped' } })
    await vi.waitFor(() => expect(told).toEqual(['started', 1, 'stopped', 'complete']), soon)
    first.cut()
    const second = await peer(1)
    const call = client.trpc.channels.list.query()
    second.data(await called(second, 'channels.list'), [])
    await call
    expect(second.heard.map(({ method }) => method)).toEqual(['query'])
  })

  test('a handler that throws ends neither its subscription nor others', async () => {
    const uncaught = vi.fn()
    const listeners = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', uncaught)
    try {
      const heard: unknown[] = []
      const onData = (data: unknown) => {
        heard.push(data)
        throw new Error('of the application')
      }
      client.trpc.presence.subscribe.subscribe({ userIds: [] }, { onData })
      const at = await peer(0)
      const asked = await called(at, 'presence.subscribe')
      at.data(asked, 1)
      at.data(asked, 2)
      await vi.waitFor(() => expect(heard).toEqual([1, 2]), soon)
      await vi.waitFor(() => expect(uncaught).toHaveBeenCalledTimes(2), soon)
    } finally {
      process.removeAllListeners('uncaughtException')
      for (const listener of listeners) process.on('uncaughtException', listener)
    }
  })

  test('an input that is no JSON fails its own call', async () => {
    const circular: Record<string, unknown> = {}
    circular.self = circular
    const call = client.trpc.messages.search.query(circular as { query: string })
    await expect(call).rejects.toThrow(/circular/i)
    const next = client.trpc.channels.list.query()
    const at = await peer(0)
    at.data(await called(at, 'channels.list'), [])
    expect(await next).toEqual([])
  })
})
