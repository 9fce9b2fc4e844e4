import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Person, person } from '../person.ts'

let server: ChimeServer
let ada: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
}, 60_000)
afterAll(async () => {
  ada?.close()
  await server?.close()
})

test('calls of an application and calls of the client itself share a socket, and each gets its own answer', async () => {
  const chime = await ada.online()
  const { id: channelId } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [] })
  const channel = chime.channel(channelId)
  const sent = await Promise.all(Array.from({ length: 12 }, (_, i) => channel.send(`message ${i}`).done))
  const asked = sent.flatMap(({ number }) => [
    chime.trpc.messages.get.query({ channelId, number }).then(({ content }) => content),
    channel.versions(number).then(([version]) => version?.content),
  ])
  const expected = sent.flatMap(({ content }) => [content, content])
  expect(await Promise.all(asked)).toEqual(expected)
})
