import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBrowser, servePage } from '@chime/testing/browser'
import { createTestDatabase } from '@chime/testing/postgres'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { createServerKey } from '@chime/testing/process/server-key'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { mintSession } from '../../src/mint-session.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

// Chime on one origin, and pages of another application on two others, of which one is allowed.

let folder: string
let database: Awaited<ReturnType<typeof createTestDatabase>>
let allowed: Awaited<ReturnType<typeof servePage>>
let foreign: Awaited<ReturnType<typeof servePage>>
let server: ChimeServer
let key: string
let browser: Browser
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-other-origin-'))
  database = await createTestDatabase()
  const pages = new URL('./other-origin/', import.meta.url).pathname
  allowed = await servePage(pages)
  foreign = await servePage(pages)
  server = await startChimeServer({
    DATABASE_URL: database.url,
    DATA_DIR: folder,
    ALLOWED_ORIGINS: new URL(allowed.url).origin,
  })
  key = await createServerKey(database.url)
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
  await Promise.all([allowed?.close(), foreign?.close()])
  await database?.drop()
  await rm(folder, { recursive: true, force: true })
})

let page: Page
beforeEach(async () => {
  page = await browser.newPage()
})
afterEach(() => page.close())

let serial = 0
const token = async () => (await mintSession(server.url, key, { externalId: `customer-${++serial}` })).token

/** Opens the allowed page, connected with a minted session. */
async function connected() {
  await page.goto(allowed.url)
  const connecting = [server.url, await token()] as const
  return page.evaluate(([url, token]) => window.application.connect(url, token), connecting)
}

describe('a page of ALLOWED_ORIGINS', () => {
  test('connects with a minted session, over the WebSocket', async () => {
    expect(await connected()).toBe(`customer-${serial}`)
  })

  test('uploads a picture, shows it and a smaller form of it, and downloads the same bytes', async () => {
    await connected()
    const shown = await page.evaluate(async () => {
      const { upload, drawPicture, show } = window.application
      const { id: channelId } = await window.chime.trpc.channels.create.mutate({ kind: 'group', name: 'pictures' })
      const picture = await drawPicture('a picture.png', 1200, 600)
      const id = await upload(picture, channelId)
      const message = { channelId, clientId: crypto.randomUUID(), content: '', attachmentIds: [id] }
      await window.chime.trpc.messages.send.mutate(message)
      const widths = [await show(id), await show(`/files/${id}/320`)]
      const { url } = window.chime.files.get(id).get()
      const bytes = await (await fetch(url ?? '')).arrayBuffer()
      return { widths, url, isSame: bytes.byteLength === picture.size }
    })
    expect(shown).toEqual({ widths: [1200, 320], url: expect.stringMatching(/^blob:/), isSame: true })
  })

  test('changes the profile picture and shows it', async () => {
    await connected()
    const width = await page.evaluate(async () => {
      const { upload, drawPicture, show } = window.application
      const avatarId = await upload(await drawPicture('me.png', 400, 400))
      const { avatarUrl } = await window.chime.trpc.users.update.mutate({ avatarId })
      return show(avatarUrl ?? '')
    })
    expect(width).toBe(256)
  })

  test('is told of a file that it may not have, and of none by its address alone', async () => {
    await connected()
    const id = crypto.randomUUID()
    expect(await page.evaluate((id) => window.application.show(id), id)).toContain('404')
    const loads = await page.evaluate(
      (src) =>
        new Promise((resolve) => {
          Object.assign(new Image(), { onload: () => resolve(true), onerror: () => resolve(false), src })
        }),
      `${server.url}/files/${id}`,
    )
    expect(loads).toBe(false)
  })

  test('mints nothing, even if it knows a server key', async () => {
    await page.goto(allowed.url)
    const own = await page.evaluate(
      ([url, key]) => window.application.mintSession(url, key, { externalId: 'x' }).catch((error) => String(error)),
      [server.url, key] as const,
    )
    expect(own).toContain('for servers')
    const plain = await page.evaluate(
      async ([url, key]) => {
        const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
        const body = JSON.stringify({ externalId: 'x' })
        const response = await fetch(`${url}/trpc/auth.mintSession`, { method: 'POST', headers, body })
        return { status: response.status, text: await response.text() }
      },
      [server.url, key] as const,
    )
    expect(plain).toEqual({ status: 403, text: expect.stringContaining('header origin') })
  })
})

test('a page of any other origin gets nothing, with the best of tokens', async () => {
  await page.goto(foreign.url)
  const refused = await page.evaluate(
    async ([url, token]) => {
      const headers = { authorization: `Bearer ${token}` }
      const failed = (asked: Promise<unknown>) =>
        asked.then(
          () => 'answered',
          () => 'refused',
        )
      const socket = new Promise((resolve) => {
        const ws = new WebSocket(`${url.replace('http', 'ws')}/trpc`)
        ws.onopen = () => resolve('answered')
        ws.onerror = () => resolve('refused')
      })
      const answers = [
        await failed(fetch(`${url}/trpc/auth.me`, { headers })),
        await failed(fetch(`${url}/files/${crypto.randomUUID()}`, { headers })),
        await failed(fetch(`${url}/files/${crypto.randomUUID()}`)),
        await socket,
      ]
      return answers
    },
    [server.url, await token()] as const,
  )
  expect(refused).toEqual(['refused', 'refused', 'refused', 'refused'])
})
