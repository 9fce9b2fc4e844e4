import { expect, type Page } from '@playwright/test'
import { timeline } from '../browser/chat.ts'
import { type Fixture, logIn, openConversation, type Scene } from './fixture.ts'

async function openMenu(page: Page, fixture: Fixture): Promise<void> {
  await openConversation(page, fixture, 'engineering')
  await page.getByRole('button', { name: 'Conversation menu' }).click()
  await page.getByRole('menu').waitFor()
}

async function leave(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'Leave' }).click()
  await page.getByRole('dialog').waitFor()
}

/** Actions in a channel and on a channel. */
export const channelScenes: readonly Scene[] = [
  {
    name: 'message-actions',
    async show(page, fixture) {
      await openConversation(page, fixture, 'engineering')
      await timeline(page).getByRole('article').last().hover()
      await page.getByRole('button', { name: 'More actions' }).first().click()
      await page.getByRole('menuitem', { name: 'Copy link' }).waitFor()
    },
  },
  {
    name: 'permalink',
    async show(page, fixture) {
      await openConversation(page, fixture, 'general')
      const { pathname } = new URL(page.url())
      await page.goto(`${pathname}/20`)
      await timeline(page).locator('article[data-number="20"]').waitFor()
    },
  },
  { name: 'channel-menu', show: openMenu },
  {
    name: 'leave-channel',
    async show(page, fixture) {
      await openMenu(page, fixture)
      await leave(page)
    },
  },
  {
    name: 'looking-on',
    async show(page, fixture) {
      await logIn(page, fixture, '/browse')
      const rows = page.getByRole('list', { name: 'Channels' }).getByRole('listitem')
      const open = rows.filter({ has: page.getByRole('button', { name: 'Join' }) }).first()
      await open.getByRole('button').first().click()
      await page.getByRole('button', { name: 'Join channel' }).waitFor()
    },
  },
  {
    name: 'add-people',
    async show(page, fixture) {
      await openConversation(page, fixture, 'engineering')
      await page.getByRole('button', { name: /^Members/ }).click()
      await page.getByRole('button', { name: 'Add people' }).click()
      await page.getByRole('dialog').getByRole('option').first().waitFor()
    },
  },
  {
    name: 'profile',
    async show(page, fixture) {
      await logIn(page, fixture, '/settings')
      // The page is visible before its buttons work, so the click is repeated.
      await expect(async () => {
        await page.getByRole('button', { name: 'Edit profile' }).click()
        await page.getByRole('dialog').waitFor({ timeout: 1_000 })
      }).toPass()
    },
  },
]
