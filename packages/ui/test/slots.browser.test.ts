import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { type Gallery, openBrowser, serveGallery } from '../gallery/browser.ts'
import { markers } from '../gallery/fixtures/markers.tsx'

vi.setConfig({ testTimeout: 180_000 })

let gallery: Gallery
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
}, 60_000)
afterEach(async () => {
  await page?.close()
})

/** The scenes, and the parts that can be replaced which each of them shows. */
const shown: Record<string, string[]> = {
  chat: ['Avatar', 'ChannelHeader', 'ChannelListItem', 'Composer', 'ComposerField', 'ConnectionBanner', 'TypingLine'],
  messages: ['Message', 'MessageText'],
  'messages-top': ['ReplyQuote'],
  'messages-poll': ['Poll'],
  'messages-pictures': ['Attachments'],
  'chat-short': ['ConversationStart', 'DayDivider'],
  'chat-unsent': ['UnsentState'],
  'chat-members': ['MembersPanel'],
  'composer-files': ['ComposerFiles'],
  archived: ['ArchivedBar'],
  thread: ['ThreadPanel'],
  pinned: ['PinnedPanel'],
  search: ['SearchPanel'],
  person: ['PersonDialog'],
  'chat-around': ['JumpToLatest'],
  states: ['JoinBar', 'NoChannel', 'MissingChannel', 'SignedOut'],
}

it('every part that can be replaced is looked up where it is shown', async () => {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  page.setDefaultTimeout(15_000)
  const seen = new Set<string>()
  for (const [scene, parts] of Object.entries(shown)) {
    await page.goto(`${gallery.url}?scene=${scene}&slots`)
    for (const part of parts) {
      await page.locator(`[data-slot=${part}]`).first().waitFor({ state: 'attached' })
    }
    const all = await page
      .locator('[data-slot]')
      .evaluateAll((marked) => marked.map((one) => (one as HTMLElement).dataset.slot))
    for (const name of all) if (name) seen.add(name)
    const message = page.locator('article[data-state=sent]').first()
    if (await message.count()) {
      await message.hover()
      if (await page.locator('[data-slot=MessageToolbar]').count()) seen.add('MessageToolbar')
    }
  }
  expect([...seen].sort()).toEqual(Object.keys(markers).sort())
})

it('an app puts a component in place of a part, or something around it', async () => {
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } })
  // A node is started for this scene.
  page.setDefaultTimeout(90_000)
  await page.goto(`${gallery.url}?scene=connected-replaced`)
  await page.getByText('Hello! How can we help?').waitFor()
  await page.locator('article b', { hasText: 'be' }).first().waitFor()
  await page.locator('.border-s-4 article').first().waitFor()
})
