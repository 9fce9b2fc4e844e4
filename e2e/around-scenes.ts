import { expect, type Page } from '@playwright/test'
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
      await logIn(page, stage, '/threads')
      await page.getByRole('heading', { level: 1, name: 'Threads' }).waitFor()
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
