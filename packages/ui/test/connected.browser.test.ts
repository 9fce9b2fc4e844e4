import { readFile } from 'node:fs/promises'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { connect, register } from '@chime/testing/stock-client'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Gallery, openBrowser, serveGallery } from '../gallery/browser.ts'

/*
 * The connected parts on a page of their own: another origin than that of the node, no app around them.
 */

vi.setConfig({ testTimeout: 90_000 })
const soon = { timeout: 20_000 }

let gallery: Gallery
let browser: Browser
let server: ChimeServer
const pages: Page[] = []

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  server = await startChimeServer({ ALLOWED_ORIGINS: new URL(gallery.url).origin })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
  await server?.close()
}, 60_000)
afterEach(async () => {
  for (const page of pages.splice(0)) await page.context().close()
})

type Person = Awaited<ReturnType<typeof signUp>>

async function signUp(fullName: string) {
  const { user, token } = await register(server.url, fullName.split(' ')[0]?.toLowerCase() ?? 'person')
  const { trpc, close } = connect(server.url, token)
  await trpc.users.update.mutate({ fullName })
  return { user, token, trpc, close }
}

async function groupOf(owner: Person, name: string, ...others: Person[]): Promise<string> {
  const memberIds = others.map(({ user }) => user.id)
  const { id } = await owner.trpc.channels.create.mutate({ kind: 'group', name, memberIds })
  return id
}

type Where = { token: string; channelId: string; number?: number }

async function open(scene: string, { token, channelId, number = 1 }: Where): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 900, height: 800 } })
  const page = await context.newPage()
  page.setDefaultTimeout(soon.timeout)
  pages.push(page)
  const query = new URLSearchParams({ scene, url: server.url, token, channel: channelId, number: String(number) })
  await page.goto(`${gallery.url}?${query}`)
  return page
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true }).filter({ visible: true })
const row = (page: Page, text: string) =>
  page.locator('article[data-state=sent]').filter({ hasText: text, visible: true })

async function send(page: Page, text: string) {
  await field(page).fill(text)
  await field(page).press('Enter')
}

/** Uses a button of the toolbar that appears at a message. */
async function act(page: Page, text: string, button: string) {
  await row(page, text).hover()
  await row(page, text).getByRole('button', { name: button, exact: true }).click()
}

describe('a conversation alone on a page', () => {
  it('two people write, edit, react, answer and read', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const channelId = await groupOf(ada, 'Support', ben)
    const [a, b] = [
      await open('connected-conversation', { ...ada, channelId }),
      await open('connected-conversation', { ...ben, channelId }),
    ]
    await a.getByRole('heading', { level: 1, name: 'Support' }).waitFor()
    await send(a, 'Is there **anybody**?')
    await row(b, 'Is there anybody?').locator('strong').waitFor()

    await field(b).pressSequentially('I am')
    await a.getByText('Ben Okri is typing').waitFor()
    await act(b, 'anybody', 'React with 👍')
    await row(a, 'anybody').getByRole('button', { name: '👍, 1: Ben Okri' }).waitFor()
    await act(b, 'anybody', 'Reply')
    await send(b, 'I am here')
    await row(a, 'I am here')
      .getByRole('button', { name: /^In reply to/ })
      .waitFor()
    await row(b, 'I am here').getByRole('img', { name: 'Seen by Ada Byron' }).waitFor()

    await field(b).press('ArrowUp')
    await send(b, 'I am not here')
    await row(a, 'I am not here').getByRole('button', { name: '(edited)' }).waitFor()
    expect(await field(b).inputValue()).toBe('')
  })

  it('opens a thread in its own place, and comes back', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const channelId = await groupOf(ada, 'Support', ben)
    const [a, b] = [
      await open('connected-conversation', { ...ada, channelId }),
      await open('connected-conversation', { ...ben, channelId }),
    ]
    await send(a, 'The harbour fees have doubled')
    await row(b, 'harbour fees').waitFor()
    await act(b, 'harbour fees', 'Reply in thread')
    const thread = b.getByRole('region', { name: 'Thread in Support' })
    await thread.getByText('The harbour fees have doubled').waitFor()
    await send(b, 'Since when?')
    await row(b, 'Since when?').waitFor()
    await thread.getByRole('button', { name: 'Close' }).click()
    await row(b, 'harbour fees')
      .getByRole('button', { name: /1 reply/ })
      .waitFor()

    await row(a, 'harbour fees')
      .getByRole('button', { name: /1 reply/ })
      .click()
    await row(a, 'Since when?').waitFor()
  })

  it('shows members, pinned messages and the search in its own place', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const channelId = await groupOf(ada, 'Support', ben)
    const a = await open('connected-conversation', { ...ada, channelId })
    await send(a, 'Sailing on Sunday')
    await row(a, 'Sailing').waitFor()
    await a.getByRole('button', { name: 'Members, 2' }).click()
    await a
      .getByRole('region', { name: /^Members/ })
      .getByText('Ben Okri')
      .click()
    await a.getByRole('dialog').getByText(`@${ben.user.username}`).waitFor()
    await a.keyboard.press('Escape')
    await a
      .getByRole('region', { name: /^Members/ })
      .getByRole('button', { name: 'Close' })
      .click()
    await a.getByRole('button', { name: 'Search', exact: true }).click()
    await a.getByRole('searchbox').fill('sailing')
    await a
      .getByRole('list', { name: 'Results' })
      .getByRole('link', { name: /^Ada Byron/ })
      .click()
    await row(a, 'Sailing').waitFor()
  })

  it('keeps a draft over a reload, and sends a file from another origin', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const channelId = await groupOf(ada, 'Support', ben)
    const [a, b] = [
      await open('connected-conversation', { ...ada, channelId }),
      await open('connected-conversation', { ...ben, channelId }),
    ]
    await field(a).fill('Half a thought')
    await a.reload()
    await vi.waitFor(async () => expect(await field(a).inputValue()).toBe('Half a thought'), soon)
    const chooser = a.waitForEvent('filechooser')
    await a.getByRole('button', { name: 'Add', exact: true }).click()
    await a.getByRole('menuitem', { name: /file/i }).click()
    await (await chooser).setFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('Notes') })
    await field(a).press('Enter')
    const download = b.waitForEvent('download')
    await row(b, 'Half a thought')
      .getByRole('button', { name: /Download notes\.txt/ })
      .click()
    expect(await readFile(await (await download).path(), 'utf8')).toBe('Notes')
  })

  it('says that there is no such channel, and that one is signed out', async () => {
    const ada = await signUp('Ada Byron')
    const missing = await open('connected-conversation', {
      ...ada,
      channelId: '0190e5a0-0000-7000-8000-000000000001',
    })
    await missing.getByText('There is no such conversation').waitFor()
    const out = await open('connected-conversation', { token: 'no-session', channelId: await groupOf(ada, 'Support') })
    await out.getByRole('heading', { name: 'You are signed out' }).waitFor()
  })

  it('while the node is away, says so, and sends what was written once it is back', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const channelId = await groupOf(ada, 'Support', ben)
    const a = await open('connected-conversation', { ...ada, channelId })
    await send(a, 'before')
    await row(a, 'before').waitFor()
    await a.context().setOffline(true)
    await a.getByText(/^(Offline|Reconnecting)/).waitFor()
    await send(a, 'meanwhile')
    await a.locator('article[data-state=pending]').filter({ hasText: 'meanwhile' }).waitFor()
    await a.context().setOffline(false)
    await row(a, 'meanwhile').waitFor()
  })
})

describe('parts together', () => {
  it('a click in the list of channels opens the conversation beside it, and what is unread there is counted', async () => {
    const [ada, ben] = [await signUp('Ada Byron'), await signUp('Ben Okri')]
    const first = await groupOf(ada, 'First', ben)
    const second = await groupOf(ada, 'Second', ben)
    const a = await open('connected-app', { ...ada, channelId: first })
    await a.getByText('Pick a conversation').waitFor()
    await a.getByRole('link', { name: 'First' }).click()
    await a.getByRole('heading', { level: 1, name: 'First' }).waitFor()
    const address = a.url()
    const clientId = crypto.randomUUID()
    await ben.trpc.messages.send.mutate({ channelId: second, clientId, content: 'over here' })
    await a.getByRole('link', { name: 'Second, 1 unread' }).click()
    await row(a, 'over here').waitFor()
    await a.getByRole('link', { name: 'Second', exact: true }).waitFor()
    expect(a.url(), 'the address of the page is left alone').toBe(address)
    await a.getByRole('button', { name: 'Start a conversation' }).first().click()
    await a.getByRole('combobox', { name: 'To' }).fill(ben.user.username)
    await a.getByRole('option', { name: `@${ben.user.username}` }).click()
    await a.getByRole('heading', { level: 1, name: 'Ben Okri' }).waitFor()
  })

  it('messages and composer that stand apart share what is answered and edited', async () => {
    const ada = await signUp('Ada Byron')
    const a = await open('connected-apart', { ...ada, channelId: await groupOf(ada, 'Support') })
    await send(a, 'one')
    await act(a, 'one', 'Reply')
    await a.getByText('Reply to Ada Byron').waitFor()
    await send(a, 'two')
    await row(a, 'two')
      .getByRole('button', { name: /^In reply to/ })
      .waitFor()
    await field(a).press('ArrowUp')
    await vi.waitFor(async () => expect(await field(a).inputValue()).toBe('two'), soon)
  })

  it('messages without a composer offer no answer', async () => {
    const ada = await signUp('Ada Byron')
    const channelId = await groupOf(ada, 'Support')
    await ada.trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content: 'one' })
    const a = await open('connected-message-list', { ...ada, channelId })
    await row(a, 'one').hover()
    await row(a, 'one').getByRole('button', { name: 'React with 👍' }).waitFor()
    expect(await row(a, 'one').getByRole('button', { name: 'Reply', exact: true }).count()).toBe(0)
  })
})
