import { expect, type Page } from '@playwright/test'
import { timeline } from '../browser/chat.ts'
import { type Fixture, logIn, openConversation, type Scene, toSidebar } from './fixture.ts'

async function search(page: Page, fixture: Fixture, query: string): Promise<void> {
  await logIn(page, fixture)
  await toSidebar(page)
  await page.getByRole('button', { name: 'Search messages' }).click()
  await page.getByRole('searchbox', { name: 'Search messages' }).fill(query)
}

async function openMembers(page: Page, fixture: Fixture): Promise<void> {
  await openConversation(page, fixture, 'engineering')
  await page.getByRole('button', { name: /^Members/ }).click()
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .waitFor()
}

/** The channel and number of a message with content. */
async function firstMessage(page: Page, fixture: Fixture): Promise<{ channelId: string; number: number }> {
  await openConversation(page, fixture, 'engineering')
  const [, , channelId = ''] = new URL(page.url()).pathname.split('/')
  const number = await timeline(page).locator('article[data-state=sent]').first().getAttribute('data-number')
  return { channelId, number: Number(number) }
}

/** Panels and pages beside the conversation: search, pins, members, profiles, drafts, threads, reminders, invitations. */
export const panelScenes: readonly Scene[] = [
  {
    name: 'search-found',
    async show(page, fixture) {
      await search(page, fixture, 'the')
      await page.getByRole('list', { name: 'Results' }).getByRole('listitem').first().waitFor()
    },
  },
  {
    name: 'search-nothing',
    async show(page, fixture) {
      await search(page, fixture, 'zzyzx')
      await page.getByRole('heading', { name: 'Nothing was found' }).waitFor()
    },
  },
  {
    name: 'pinned',
    async show(page, fixture) {
      await openConversation(page, fixture, 'engineering')
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
    async show(page, fixture) {
      await openMembers(page, fixture)
      await page
        .getByRole('button', { name: /^Actions for/ })
        .nth(1)
        .click()
      await page.getByRole('menu').waitFor()
    },
  },
  {
    name: 'person',
    async show(page, fixture) {
      await openMembers(page, fixture)
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
    async show(page, fixture) {
      await logIn(page, fixture, '/later')
      await page.getByRole('heading', { level: 2, name: 'Drafts' }).waitFor()
    },
  },
  {
    name: 'threads',
    async show(page, fixture) {
      const place = await firstMessage(page, fixture)
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
    async show(page, fixture) {
      const place = await firstMessage(page, fixture)
      const at = new Date(Date.now() + 5_000).toISOString()
      await page.goto('/later')
      await page.request.post('/trpc/reminders.create', { data: { ...place, at } })
      await page.getByText(/^A message in/).waitFor({ timeout: 45_000 })
      await page.getByText(/^due/).first().waitFor()
    },
  },
  {
    name: 'invitation-gone',
    async show(page, fixture) {
      await logIn(page, fixture, '/invite/no-such-code')
      await page.getByRole('heading', { name: 'This invitation cannot be used' }).waitFor()
    },
  },
]
