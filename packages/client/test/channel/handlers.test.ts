import type { ServerEvent } from '@chime/protocol'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { ChannelEventType } from '../../src/event/event-handlers.ts'
import { settled, setUp } from '../model/set-up.ts'
import { type Person, person } from '../person.ts'

let server: ChimeServer
let ada: Person
let bob: Person
let eve: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
  eve = await person(server.url, 'eve')
}, 60_000)
afterEach(() => {
  for (const each of [ada, bob, eve]) each.close()
  vi.useRealTimers()
})
afterAll(() => server.close())

const eventually = (check: () => void) => vi.waitFor(check, { timeout: 20_000, interval: 10 })

test('a channel tells its handlers of all its events and of no other channel’s', { timeout: 60_000 }, async () => {
  const [a, b] = await Promise.all([ada.online(), bob.online()])
  const open = async (name: string) => {
    const channel = await a.trpc.channels.create.mutate({ kind: 'group', name, memberIds: [bob.user.id] })
    a.addChannels([channel])
    return channel.id
  }
  const [id, other] = [await open('one'), await open('other')]
  await eventually(() => expect(b.channels.get().map((each) => each.id)).toEqual(expect.arrayContaining([id, other])))

  const heard: string[] = []
  const channel = b.channel(id)
  const ends = [
    channel.on('message', ({ message }) => message.kind === 'user' && heard.push(`message ${message.content}`)),
    channel.on('channel', (event) => heard.push(`channel ${event.channel.name}`)),
    channel.on('member', ({ member }) => heard.push(`member ${member.userId === eve.user.id}`)),
    channel.on('typing', ({ userId }) => heard.push(`typing ${userId === ada.user.id}`)),
    channel.on('receipt', ({ readNumber }) => heard.push(`receipt ${readNumber > 0}`)),
    channel.on('notify', ({ notify }) => heard.push(`notify ${notify}`)),
    channel.on('left', () => heard.push('left')),
  ]
  a.channel(other).send('elsewhere')
  a.channel(id).notifyTyping()
  await eventually(() => expect(heard).toContain('typing true'))
  a.channel(id).send('here')
  await a.channel(id).update({ name: 'renamed' })
  await a.channel(id).addMembers([eve.user.id])
  await b.channel(id).setNotify('none')
  await eventually(() =>
    expect(heard).toEqual(
      expect.arrayContaining(['message here', 'channel renamed', 'member true', 'typing true', 'notify none']),
    ),
  )
  expect(heard).not.toContain('message elsewhere')
  const { number } = await b.channel(id).send('answer').done
  await a.trpc.channels.markRead.mutate({ channelId: id, number })
  await eventually(() => expect(heard).toContain('receipt true'))

  await a.channel(id).removeMember(bob.user.id)
  await eventually(() => expect(heard).toContain('left'))
  for (const end of ends) end()
})

test('an event of a type that this version does not know is skipped, and those beside it count', async () => {
  vi.useFakeTimers()
  const { server: model, client, id } = await setUp()
  const heard: string[] = []
  client.chime.channel(id).on('message', ({ message }) => heard.push(message.content))
  await settled()
  const unknown = { type: 'from-the-future', channelId: id, after: 0, revision: 99_999, note: 'x' }
  client.receive(unknown as unknown as ServerEvent)
  model.send(id, model.me.id, 'after it')
  await settled()
  expect(heard).toEqual(['after it'])
  expect(client.chime.connection.get().status).toBe('online')
})

test('the events of a channel are those that name one', () => {
  const all = {
    message: 0,
    channel: 0,
    member: 0,
    typing: 0,
    receipt: 0,
    left: 0,
    marker: 0,
    notify: 0,
  } satisfies Record<ChannelEventType, 0>
  expect(Object.keys(all)).toHaveLength(8)
})
