import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { channelOf, type Person, person } from './chime.ts'

const soon = { timeout: 30_000, interval: 20 }
let server: ChimeServer
let ada: Person
let bob: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
})
afterAll(async () => {
  ada.chime.close()
  bob.chime.close()
  await server.close()
})

test('chime tail prints each message once, also those that came while the server was away', async () => {
  const id = await channelOf(ada, [bob], 'general')
  await bob.chime.channel(id).send('before').done
  const tail = ada.start(['tail', 'general', '--json'])
  const texts = () => tail.lines().map((line): string => JSON.parse(line).content)
  await vi.waitFor(() => expect(texts()).toContain('before'), soon)
  await bob.chime.channel(id).send('live').done
  await vi.waitFor(() => expect(texts()).toContain('live'), soon)
  await server.kill9()
  const sent = bob.chime.channel(id).send('meanwhile').done
  await server.startAgain()
  await sent
  await vi.waitFor(() => expect(texts()).toContain('meanwhile'), soon)
  expect(texts().filter((text) => ['before', 'live', 'meanwhile'].includes(text))).toEqual([
    'before',
    'live',
    'meanwhile',
  ])
  tail.child.kill('SIGINT')
  expect(await tail.closed).toEqual([0, null])
  expect(tail.err()).toBe('')
})

test('chime tail follows several channels, each line with its name', async () => {
  const first = await channelOf(ada, [bob], 'first')
  const second = await channelOf(ada, [bob], 'second')
  const tail = ada.start(['tail', 'first', '#second', '--count', '0'])
  // Only what comes from now on is printed, so nothing tells that it listens but that it prints.
  await vi.waitFor(
    async () => {
      await bob.chime.channel(first).send('ping').done
      expect(tail.lines().join('\n')).toContain('ping')
    },
    { timeout: 30_000, interval: 500 },
  )
  await bob.chime.channel(second).send('pong').done
  await vi.waitFor(() => expect(tail.lines().at(-1)).toMatch(/^#second .* bob\d+ {2}pong$/), soon)
  tail.child.kill('SIGINT')
  await tail.closed
})

test('chime tail ends with an error when the session ends', async () => {
  const id = await channelOf(ada, [bob], 'over')
  await bob.chime.channel(id).send('the last words').done
  const tail = ada.start(['tail', 'over'])
  await vi.waitFor(() => expect(tail.lines()).not.toEqual([]), soon)
  await ada.chime.trpc.auth.logout.mutate()
  expect(await tail.closed).toEqual([1, null])
  expect(tail.err()).toBe('chime: The session has ended. Log in again: chime login\n')
})
