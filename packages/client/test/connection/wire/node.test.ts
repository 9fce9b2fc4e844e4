import type { ServerEvent } from '@chime/protocol'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy, type TcpProxy } from '@chime/testing/tcp-proxy'
import { TRPCClientError } from '@trpc/client'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { failureOf } from '../../../src/failure.ts'
import { type Person, person } from '../../person.ts'
import { type WireClient, wireClients } from './clients.ts'

const soon = { timeout: 10_000, interval: 10 }

let server: ChimeServer
let link: TcpProxy
let ada: Person
beforeAll(async () => {
  server = await startChimeServer()
  link = await startProxy(server.url)
  ada = await person(server.url, 'ada')
}, 60_000)
afterAll(async () => {
  await link?.close()
  await server?.close()
})

const failure = (call: Promise<unknown>) =>
  call.then(
    () => {
      throw new Error('it did not fail')
    },
    (error: unknown) => error,
  )

describe.each(wireClients)('%s, with a real node', (_, connect) => {
  let client: WireClient
  beforeEach(() => {
    client = connect(`${link.url.replace('http', 'ws')}/trpc`, ada.token)
  })
  afterEach(() => {
    client.close()
    link.mend()
  })
  const frames = () => client.sent.map((frame) => JSON.parse(frame))

  test('queries and mutations are answered; calls of one task are one frame', async () => {
    const { trpc } = client
    const me = await trpc.auth.me.query()
    expect(me.id).toBe(ada.user.id)
    const { id } = await trpc.channels.create.mutate({ kind: 'group', name: 'wires' })
    const input = { channelId: id, clientId: crypto.randomUUID(), content: 'hi' }
    const [sent, channels] = await Promise.all([trpc.messages.send.mutate(input), trpc.channels.list.query()])
    expect([sent.content, channels.some((channel) => channel.id === id)]).toEqual(['hi', true])
    expect(frames()).toEqual([
      { method: 'connectionParams', data: { token: ada.token } },
      { id: 1, method: 'query', params: { path: 'auth.me' } },
      { id: 2, method: 'mutation', params: { input: { kind: 'group', name: 'wires' }, path: 'channels.create' } },
      [
        { id: 3, method: 'mutation', params: { input, path: 'messages.send' } },
        { id: 4, method: 'query', params: { path: 'channels.list' } },
      ],
    ])
  })

  test('what the server refuses rejects with tRPC’s error, and what it carries', async () => {
    const channelId = crypto.randomUUID()
    const calls = [
      client.trpc.messages.list.query({ channelId }),
      client.trpc.channels.create.mutate({ kind: 'group', name: 'x'.repeat(10_000) }),
    ]
    const [missing, invalid] = await Promise.all(calls.map(failure))
    expect(missing).toBeInstanceOf(TRPCClientError)
    expect(missing).toMatchObject({
      name: 'TRPCClientError',
      message: expect.stringMatching(/./),
      shape: { code: expect.any(Number), data: { code: 'NOT_FOUND', reason: 'NOT_FOUND', path: 'messages.list' } },
      data: { reason: 'NOT_FOUND', httpStatus: 404 },
    })
    expect(failureOf(missing)).toMatchObject({ kind: 'verdict', reason: 'NOT_FOUND' })
    expect(failureOf(invalid)).toMatchObject({ kind: 'verdict', reason: 'INVALID_INPUT' })
    expect(invalid).toMatchObject({ data: { field: 'name' } })
  })

  test('a subscription starts, brings events, and is stopped', async () => {
    const told: string[] = []
    const events: ServerEvent[] = []
    const { unsubscribe } = client.trpc.events.subscribe.subscribe(
      {},
      {
        onStarted: () => told.push('started'),
        onData: (some) => events.push(...some),
        onStopped: () => told.push('stopped'),
        onComplete: () => told.push('complete'),
        onError: () => told.push('error'),
      },
    )
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('hello'), soon)
    const { id } = await client.trpc.channels.create.mutate({ kind: 'group', name: 'news' })
    await vi.waitFor(() => expect(events.map(({ type }) => type)).toContain('joined'), soon)
    unsubscribe()
    expect(told).toEqual(['started', 'complete'])
    const before = events.length
    await client.trpc.messages.send.mutate({ channelId: id, clientId: crypto.randomUUID(), content: 'unheard' })
    expect([events.length, told]).toEqual([before, ['started', 'complete']])
    expect(frames()).toContainEqual({ id: 1, method: 'subscription.stop' })
  })

  test('a subscription that the server refuses ends with the error', async () => {
    const onError = vi.fn()
    const onComplete = vi.fn()
    client.trpc.events.subscribe.subscribe(
      { channelIds: [crypto.randomUUID()] },
      { onData: () => {}, onError, onComplete },
    )
    await vi.waitFor(() => expect(onError).toHaveBeenCalledTimes(1), soon)
    expect(onError.mock.calls[0]?.[0]).toBeInstanceOf(TRPCClientError)
    expect(failureOf(onError.mock.calls[0]?.[0]).reason).toBe('NOT_FOUND')
    expect(onComplete).not.toHaveBeenCalled()
  })

  test('after the connection is lost, subscriptions are opened again by themselves, and calls that wait are sent', async () => {
    const told: unknown[] = []
    let hellos = 0
    const handlers = {
      onStarted: () => told.push('started'),
      onData: (events: ServerEvent[]) => {
        hellos += events.filter(({ type }) => type === 'hello').length
      },
      onConnectionStateChange: ({ state }: { state: string }) => told.push(state),
    }
    client.trpc.events.subscribe.subscribe({}, handlers)
    await vi.waitFor(() => expect(hellos).toBe(1), soon)
    link.holdAnswers()
    const lost = failure(client.trpc.channels.list.query())
    await vi.waitFor(() => expect(client.sent.at(-1)).toContain('channels.list'), soon)
    link.down()
    expect(failureOf(await lost)).toMatchObject({ kind: 'transient', reason: null })
    expect(await lost).toBeInstanceOf(TRPCClientError)
    const waiting = client.trpc.auth.me.query()
    await new Promise((resolve) => setTimeout(resolve, 100))
    link.mend()
    expect((await waiting).id).toBe(ada.user.id)
    await vi.waitFor(() => expect(hellos).toBe(2), soon)
    const distinct = told.filter((word, i) => word !== told[i - 1])
    expect(distinct).toEqual(['connecting', 'pending', 'started', 'connecting', 'pending', 'started'])
    expect(told.filter((word) => word === 'started')).toHaveLength(2)
  })

  test('an aborted call rejects, and a signal that is aborted already sends nothing', async () => {
    const early = new AbortController()
    early.abort()
    const late = new AbortController()
    const calls = [
      failure(client.trpc.channels.list.query(undefined, { signal: early.signal })),
      failure(client.trpc.auth.me.query(undefined, { signal: late.signal })),
    ]
    await vi.waitFor(() => expect(client.sent.at(-1)).toContain('auth.me'), { interval: 0 })
    late.abort()
    for (const error of await Promise.all(calls)) {
      expect(error).toBeInstanceOf(TRPCClientError)
      expect(error).toMatchObject({ message: 'This operation was aborted', cause: { name: 'AbortError' } })
    }
    expect((await client.trpc.auth.me.query()).id).toBe(ada.user.id)
    expect(client.sent.join()).not.toContain('channels.list')
  })

  test('closing ends what waits: calls fail, subscriptions complete', async () => {
    const onComplete = vi.fn()
    client.trpc.events.subscribe.subscribe({}, { onData: () => {}, onComplete })
    await client.trpc.auth.me.query()
    link.down()
    await new Promise((resolve) => setTimeout(resolve, 50))
    const waiting = failure(client.trpc.channels.list.query())
    client.close()
    expect(failureOf(await waiting).kind).toBe('transient')
    expect(onComplete).toHaveBeenCalledTimes(1)
  })
})
