import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket as WsSocket } from 'ws'
import { createBot } from '../src/bot/create-bot.ts'
import { person } from './person.ts'

const example = fileURLToPath(new URL('../../../examples/bot.ts', import.meta.url))

let server: ChimeServer
beforeAll(async () => {
  server = await startChimeServer()
}, 60_000)
afterAll(() => server.close())

test('the ten-line bot answers', { timeout: 30_000 }, async () => {
  const ada = await person(server.url, 'ada')
  const bot = await person(server.url, 'bot')
  const child = spawn(process.execPath, [example, server.url, bot.username, bot.password], { stdio: 'inherit' })
  try {
    // Node 20 has no WebSocket of its own.
    const chime = await ada.online({ WebSocket: WsSocket })
    const presence = chime.presence(bot.user.id)
    const { id } = await chime.trpc.channels.openDirect.mutate({ userId: bot.user.id })
    presence.subscribe(() => {})
    await vi.waitFor(() => expect(presence.get()?.status).toBe('online'), { timeout: 15_000 })
    chime.channel(id).open()
    await chime.channel(id).send('!echo hello').done
    await vi.waitFor(
      () => {
        const items = chime.channel(id).timeline.get().items
        expect(items.map((item) => item.state === 'sent' && item.message.content)).toEqual(['!echo hello', 'hello'])
      },
      { timeout: 10_000 },
    )
  } finally {
    child.kill()
    ada.close()
  }
})

test('a bot sends, hears and reads', { timeout: 30_000 }, async () => {
  const ada = await person(server.url, 'ada')
  const ben = await person(server.url, 'ben')
  const bot = createBot({ url: server.url, token: ben.token, WebSocket: WsSocket })
  bot.on('message', ({ channelId, message }) => {
    if (message.content === 'ping') bot.channel(channelId).send('pong', { replyTo: message.number })
  })
  bot.connect()
  await bot.ready()
  const chime = await ada.online({ WebSocket: WsSocket })
  const { id } = await chime.trpc.channels.openDirect.mutate({ userId: ben.user.id })
  const answer = new Promise<string>((resolve) => {
    chime.channel(id).on('message', ({ message }) => {
      if (message.userId === ben.user.id) resolve(`${message.content} to ${message.replyTo}`)
    })
  })
  await chime.channel(id).send('ping').done
  expect(await answer).toBe('pong to 1')
  const close = bot.channel(id).open()
  await vi.waitFor(() => expect(bot.channel(id).timeline.get().items).toHaveLength(2), { timeout: 10_000 })
  close()
  bot.close()
  ada.close()
})
