import { join } from 'node:path'
import { type Chime, createChime } from '@chime/client'
import { openBrowser, servePage } from '@chime/testing/browser'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { writeStyles } from '../../css/write-styles.ts'

vi.setConfig({ testTimeout: 90_000, hookTimeout: 120_000 })

// The examples of the README in a browser, on a page of another origin than the server's.

let site: Awaited<ReturnType<typeof servePage>>
let server: ChimeServer
let browser: Browser
let ada: Person
let bob: Person
let channelId: string

beforeAll(async () => {
  await writeStyles()
  ;[site, browser] = await Promise.all([servePage(join(import.meta.dirname, 'page')), openBrowser()])
  server = await startChimeServer({ ALLOWED_ORIGINS: new URL(site.url).origin })
  ;[ada, bob] = await Promise.all([person('ada'), person('bob')])
  const channel = await ada.chime.trpc.channels.create.mutate({ kind: 'group', name: 'plans', memberIds: [bob.id] })
  channelId = channel.id
  await bob.chime.channel(channelId).send('hello from Bob').done
})
afterAll(async () => {
  ada?.chime.close()
  bob?.chime.close()
  await browser?.close()
  await server?.close()
  await site?.close()
})

type Person = { id: string; token: string; chime: Chime }

async function person(username: string): Promise<Person> {
  const password = `correct horse ${username}`
  const { auth } = createChime({ url: server.url }).trpc
  const { user, token } = await auth.register.mutate({ username, email: `${username}@example.com`, password })
  const chime = createChime({ url: server.url, token })
  chime.connect()
  await chime.ready()
  return { id: user.id, token, chime }
}

async function open(example: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 }, reducedMotion: 'reduce' })
  const query = new URLSearchParams({ example, url: server.url, token: ada.token, channelId })
  await page.goto(`${site.url}?${query}`)
  return page
}

it('a whole chat: somebody chooses a channel, reads and answers', async () => {
  const page = await open('Chat')
  await page.getByText('plans').first().click()
  await page.getByText('hello from Bob').last().waitFor()
  const heard = new Promise((resolve) => bob.chime.on('message', ({ message }) => resolve(message.content)))
  await page.getByRole('textbox', { name: /message/i }).fill('hello from Ada')
  await page.keyboard.press('Enter')
  expect(await heard).toBe('hello from Ada')
  await page.close()
})

it('one conversation in the place and the colours of the app', async () => {
  const page = await open('Support')
  await page.getByText('hello from Bob').waitFor()
  const { height } = await page
    .locator('.chime')
    .first()
    .evaluate((element) => element.getBoundingClientRect())
  expect(height).toBe(480)
  expect(await page.locator('.chime').first().getAttribute('data-theme')).toBe('dark')
  await page.close()
})

it('a part of the app in place of one of Chime', async () => {
  await bob.chime.channel(channelId).send('!now').done
  const page = await open('Loud')
  await page.locator('.loud').getByText('!now').waitFor()
  expect(await page.locator('.loud').count()).toBe(1)
  await page.close()
})

it('a component that knows no client', async () => {
  const page = await open('Presence')
  await page.getByRole('img', { name: 'Online' }).waitFor()
  await page.getByText('Bob is typing').waitFor()
  await page.close()
})
