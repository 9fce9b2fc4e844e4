import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket as WsSocket } from 'ws'
import { person } from './testing/people.ts'
import { type RealServer, realServer } from './testing/real-server.ts'

const example = fileURLToPath(new URL('../../../examples/bot.ts', import.meta.url))

let server: RealServer
beforeAll(async () => {
  server = await realServer()
}, 60_000)
afterAll(() => server.stop())

test('the ten-line bot answers', { timeout: 30_000 }, async () => {
  const ada = await person(server.url, 'ada')
  const bot = await person(server.url, 'bot')
  const child = spawn(process.execPath, [example, server.url, bot.username, bot.password], { stdio: 'inherit' })
  try {
    // The WebSocket that Node 20 needs.
    const chime = await ada.online({ WebSocket: WsSocket as unknown as typeof WebSocket })
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
