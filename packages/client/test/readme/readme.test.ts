import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, type MockInstance, test, vi } from 'vitest'
import type { Chime } from '../../src/types.ts'
import { type Person, person } from '../person.ts'
import * as examples from './examples.ts'
import { App, render } from './react.tsx'

const soon = { timeout: 20_000, interval: 20 }

let server: ChimeServer
let ada: Person
let bob: Person
let a: Chime
let b: Chime
let id: string
/** What an example prints. */
let log: MockInstance<typeof console.log>
const clients: Chime[] = []

beforeAll(async () => {
  server = await startChimeServer({ CHIME_CONFIG: join(import.meta.dirname, 'chime.config.ts') })
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
  a = await ada.online()
  b = await bob.online()
  const channel = await a.trpc.channels.create.mutate({ kind: 'group', name: 'plans', memberIds: [bob.user.id] })
  id = channel.id
  a.addChannels([channel])
}, 60_000)
beforeEach(() => {
  log = vi.spyOn(console, 'log').mockImplementation(() => {})
})
afterEach(() => {
  log.mockRestore()
  for (const client of clients.splice(0)) client.close()
})
afterAll(async () => {
  ada.close()
  bob.close()
  await server.close()
})

const printed = (...parts: unknown[]) => vi.waitFor(() => expect(log).toHaveBeenCalledWith(...parts), soon)

describe('the examples of the README do what they say', { timeout: 60_000 }, () => {
  test('log in and connect', async () => {
    clients.push(await examples.connect(server.url, ada.username, ada.password))
    expect(log).toHaveBeenCalledWith(`${ada.username} is in 1 channels`)
  })

  test('list channels', async () => {
    const stop = examples.listChannels(b)
    expect(log).toHaveBeenCalledWith('plans', 0, 'unread')
    await a.channel(id).send('one').done
    await printed('plans', 1, 'unread')
    stop()
  })

  test('send a message, and hear of it', async () => {
    const stop = examples.listen(b)
    await examples.send(a, id)
    await printed(id, expect.any(Number), 'The plan is ready')
    await printed(id, expect.any(Number), 'So it is')
    stop()
  })

  test('keep one channel in sync', async () => {
    const close = examples.open(b, id)
    await vi.waitFor(() => expect(b.channel(id).timeline.get().status).toBe('ready'), soon)
    await a.channel(id).send('in sync').done
    await printed(expect.any(Number), 'in sync')
    await printed(expect.any(Number), 'messages, without a gap')
    close()
  })

  test('read older messages', async () => {
    const { number } = await a.channel(id).send('the oldest of many').done
    await examples.history(b, id)
    expect(log).toHaveBeenCalledWith(number, 'the oldest of many')
    expect(log).toHaveBeenCalledWith(1, expect.any(String))
  })

  test('type, and see others type', async () => {
    const close = b.channel(id).open()
    const stop = examples.typing(b, id)
    await vi.waitFor(() => {
      a.channel(id).notifyTyping()
      expect(log).toHaveBeenCalledWith(1, 'typing')
    }, soon)
    stop()
    close()
  })

  test('keep drafts on all devices', async () => {
    const phone = await ada.online()
    const stop = examples.draft(a, id)
    const unsubscribe = phone.channel(id).draft.subscribe(() => {})
    await vi.waitFor(() => expect(phone.channel(id).draft.get()?.content).toBe('to be continued'), soon)
    phone.channel(id).setDraft('from the phone')
    await printed('from the phone')
    unsubscribe()
    stop()
  })

  test('see who is there', async () => {
    const stop = examples.presence(a, bob.user.id)
    await printed('online')
    stop()
  })

  test('upload a file', async () => {
    await examples.upload(a, id)
    expect(log).toHaveBeenCalledWith('ready')
    const { messages } = await b.trpc.messages.list.query({ channelId: id, limit: 1 })
    expect(messages[0]).toMatchObject({ content: 'The figures', attachments: [{ name: 'figures.csv' }] })
  })

  test('write in a thread', async () => {
    await examples.thread(a, id, 1)
    const { thread } = await b.trpc.messages.get.query({ channelId: id, number: 1 })
    expect(thread?.replies).toBe(1)
    expect(log).toHaveBeenCalledWith(expect.any(Number), 'threads followed')
  })

  test('search', async () => {
    const ann = await person(server.url, 'ann')
    await ann.online()
    await a.channel(id).addMembers([ann.user.id])
    const first = await ann.online()
    await first.channel(id).send('See you next week').done
    // Everybody's name is their own, so this test asks for its Ann by the name that she has here.
    const search = vi.fn(a.search)
    search.mockImplementation(({ query }) => a.search({ query: query.replace('ann', ann.username) }))
    await vi.waitFor(async () => {
      await examples.search({ ...a, search })
      expect(log).toHaveBeenCalledWith(expect.any(Number), 'See you next week')
    }, soon)
    expect(search).toHaveBeenCalledWith({ query: 'from:ann "next week"' })
    ann.close()
  })

  test('meet errors', async () => {
    const { number, userId } = (await a.trpc.messages.get.query({ channelId: id, number: 1 })) ?? {}
    expect({ number, userId }).toEqual({ number: 1, userId: ada.user.id })
    await examples.errors(b, id)
    expect(log).toHaveBeenCalledWith('FORBIDDEN', expect.any(String))
  })

  test('keep unsent messages over a restart', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chime-readme-'))
    const before = process.cwd
    process.cwd = () => folder
    const chime = examples.restart(server.url, ada.token)
    process.cwd = before
    clients.push(chime)
    chime.connect()
    await chime.ready()
    await chime.channel(id).send('from a file').done
    await rm(folder, { recursive: true })
  })

  test('typed metadata', async () => {
    clients.push(await examples.metadata(server.url, ada.token, id))
    const { messages } = await b.trpc.messages.list.query({ channelId: id, limit: 1 })
    expect(messages[0]?.metadata).toEqual({ ticket: 'T-17' })
    await expect(a.channel(id).send('x', { metadata: { order: '1' } }).done).rejects.toThrow('metadata')
  })

  test('React, rendered on a server', async () => {
    await a.channel(id).send('rendered').done
    const chime = await render(server.url, ada.token, id)
    const html = renderToString(createElement(App, { chime, id }))
    expect(html).toContain('<h1>plans</h1>')
    expect(html).toContain('<li>rendered</li>')
  })
})
