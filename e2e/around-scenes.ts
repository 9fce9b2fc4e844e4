import { expect, type Page } from '@playwright/test'
import { timeline } from './browser/chat.ts'
import { logIn, openConversation, type Scene, type Stage, toSidebar } from './stage.ts'

async function search(page: Page, stage: Stage, query: string): Promise<void> {
  await logIn(page, stage)
  await toSidebar(page)
  await page.getByRole('button', { name: 'Search messages' }).click()
  await page.getByRole('searchbox', { name: 'Search messages' }).fill(query)
}

async function openMembers(page: Page, stage: Stage): Promise<void> {
  await openConversation(page, stage, 'engineering')
  await page.getByRole('button', { name: /^Members/ }).click()
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .waitFor()
}

/** The place of a message that has something to say. */
async function firstMessage(page: Page, stage: Stage): Promise<{ channelId: string; number: number }> {
  await openConversation(page, stage, 'engineering')
  const [, , channelId = ''] = new URL(page.url()).pathname.split('/')
  const number = await timeline(page).locator('article[data-state=sent]').first().getAttribute('data-number')
  return { channelId, number: Number(number) }
}

/** What there is around the conversations: what is found, kept, put off, and who the people are. */
export const aroundScenes: readonly Scene[] = [
  {
    name: 'search-found',
    async show(page, stage) {
      await search(page, stage, 'the')
      await page.getByRole('list', { name: 'Results' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'search-nothing',
    async show(page, stage) {
      await search(page, stage, 'zzyzx')
      await page.getByRole('heading', { name: 'Nothing was found' }).waitFor()
    },
  },
  {
    name: 'pinned',
    async show(page, stage) {
      await openConversation(page, stage, 'engineering')
      const button = page.getByRole('button', { name: 'Pinned messages' })
      if (await button.isVisible()) await button.click()
      else {
        await page.getByRole('button', { name: 'Conversation menu' }).click()
        await page.getByRole('menuitem', { name: 'Pinned messages' }).click()
      }
      await expect(page.getByRole('region', { name: 'Pinned messages' })).toBeVisible()
    },
  },
  {
    name: 'member-menu',
    async show(page, stage) {
      await openMembers(page, stage)
      await page
        .getByRole('button', { name: /^Actions for/ })
        .nth(1)
        .click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'person',
    async show(page, stage) {
      await openMembers(page, stage)
      await page
        .getByRole('region', { name: 'Members' })
        .getByRole('listitem')
        .nth(1)
        .getByRole('button')
        .first()
        .click()
      await page.getByRole('dialog').waitFor()
    },
  },
  {
    name: 'later',
    async show(page, stage) {
      await logIn(page, stage, '/later')
      await page.getByRole('heading', { level: 2, name: 'Drafts' }).waitFor()
    },
  },
  {
    name: 'threads',
    async show(page, stage) {
      const place = await firstMessage(page, stage)
      const opened = await page.request.post('/trpc/channels.openThread', { data: place })
      const { id } = (await opened.json()).result.data
      const reply = { channelId: id, clientId: crypto.randomUUID(), content: 'I second that.' }
      await page.request.post('/trpc/messages.send', { data: reply })
      await page.goto('/threads')
      await page.getByRole('list', { name: 'Threads' }).getByRole('article').first().waitFor()
    },
  },
  {
    name: 'reminder',
    async show(page, stage) {
      const place = await firstMessage(page, stage)
      const at = new Date(Date.now() + 5_000).toISOString()
      await page.goto('/later')
      await page.request.post('/trpc/reminders.create', { data: { ...place, at } })
      await page.getByText(/^A message in/).waitFor({ timeout: 45_000 })
      await page.getByText(/^due/).first().waitFor()
    },
  },
  {
    name: 'invitation-gone',
    async show(page, stage) {
      await logIn(page, stage, '/invite/no-such-code')
      await page.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor()
    },
  },
]
