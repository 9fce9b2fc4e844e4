import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createTestDatabase } from '@chime/testing/postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../launch/say.js'
import { allChannels } from './channels.ts'
import { playLive } from './live/live.ts'
import { load } from './load.ts'
import { silentProgress } from './progress.ts'
import { demoPassword, dismiss, gather, mate, type Place, type Team } from './team.ts'
import { timelineOf } from './timeline.ts'
import { Trouble } from './trouble.ts'

const size = 0.05

/** Starts a server as people run it, with a database of its own. */
async function startServer() {
  const database = await createTestDatabase()
  const child = fork(`${root}/apps/server/src/main.ts`, {
    env: { PATH: process.env.PATH, PORT: '0', DATABASE_URL: database.url, RATE_LIMITS: 'off', LOG_LEVEL: 'error' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const [{ url }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('the server ended'))),
  ])
  return {
    url: String(url),
    async stop() {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await database.drop()
    },
  }
}

let server: Awaited<ReturnType<typeof startServer>>
let place: Place
beforeAll(async () => {
  server = await startServer()
  const signal = new AbortController().signal
  place = { url: server.url, password: demoPassword, progress: silentProgress, signal, onLost() {} }
}, 30_000)
afterAll(() => server.stop())

async function asTeam(work: (team: Team) => Promise<void>): Promise<void> {
  const team = await gather(place)
  await work(team).finally(() => dismiss(team.values()))
}

const planned = allChannels.map((channel) => timelineOf(channel, size))

describe('the demo', { timeout: 60_000 }, () => {
  it('loaded twice is there once, in order, with unread left where it should be', async () => {
    const channelIds: string[][] = []
    for (const expected of [planned.flat().length, 0]) {
      await asTeam(async (team) => {
        const loaded = await load({ ...place, team }, size)
        expect(loaded.sent).toBe(expected)
        channelIds.push([...loaded.channelIds.values()])
      })
    }
    expect(channelIds[1]).toEqual(channelIds[0])

    await asTeam(async (team) => {
      const users = await mate(team, 'maya').trpc.users.search.query({ query: '', limit: 100 })
      expect(users).toHaveLength(team.size)
      for (const [index, channel] of allChannels.entries()) {
        const { trpc } = mate(team, channel.owner)
        const channelId = channelIds[0]?.[index] ?? ''
        const { messages } = await trpc.messages.list.query({ channelId, limit: 100 })
        expect(messages.map(({ content }) => content)).toEqual(planned[index]?.map(({ content }) => content))
      }
      const mine = await mate(team, 'maya').trpc.channels.list.query()
      expect(mine.filter(({ membership }) => membership?.unread).length).toBeGreaterThan(5)
      const [newest] = mine.filter(({ kind }) => kind === 'direct')
      expect(newest?.peer?.username).toBe('mei')
    })
  })

  it('leaves no session behind', async () => {
    await asTeam(async (team) => {
      expect(await mate(team, 'maya').trpc.auth.sessions.query()).toHaveLength(1)
    })
  })

  it('says whose password is another', async () => {
    const wrong = gather({ ...place, password: 'something else' })
    await expect(wrong).rejects.toThrow(Trouble)
    await expect(wrong).rejects.toThrow(/is there already, with another password/)
  })

  it('live, types and answers who writes to somebody, and ends with the signal', async () => {
    const team = await gather(place)
    const { channelIds } = await load({ ...place, team }, size)
    const ending = new AbortController()
    const playing = playLive(team, channelIds, ending.signal)
    await asTeam(async (readers) => {
      const { trpc } = mate(readers, 'maya')
      const channelId = channelIds.get('mei-maya') ?? ''
      const heard = Promise.withResolvers<string>()
      let typed = false
      const { unsubscribe } = trpc.events.subscribe.subscribe(undefined, {
        onData: (batch) => {
          for (const event of batch) {
            if (!('channelId' in event) || event.channelId !== channelId) continue
            typed ||= event.type === 'typing'
            if (event.type === 'message' && event.message.userId !== mate(readers, 'maya').userId) {
              heard.resolve(event.message.content)
            }
          }
        },
        onError: heard.reject,
      })
      await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'Hello Mei!' })
      expect(await heard.promise).toMatch(/\S/)
      expect(typed).toBe(true)
      unsubscribe()
    })
    ending.abort()
    await playing
    await dismiss(team.values())
  })
})
