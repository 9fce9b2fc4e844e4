import type { Locator, Page } from 'playwright-core'

export const row = (page: Page, text: string) => page.locator('article[data-state=sent]').filter({ hasText: text })
export const dialog = (page: Page) => page.getByRole('dialog')
export const composer = (within: Page | Locator) => within.getByRole('textbox', { name: 'Message', exact: true })
export const button = (page: Page, name: string) => dialog(page).getByRole('button', { name, exact: true })
const box = (page: Page, name: string) => dialog(page).getByRole('textbox', { name })

async function choose(page: Page, menu: Locator, item: string): Promise<void> {
  await menu.click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
export const fromHeader = (page: Page, item: string) =>
  choose(page, page.getByRole('button', { name: 'Conversation menu' }), item)
const fromComposer = (page: Page, item: string) =>
  choose(page, page.getByRole('button', { name: 'Add', exact: true }), item)
async function fromMessage(page: Page, text: string, item: string): Promise<void> {
  await row(page, text).hover()
  await choose(page, row(page, text).getByRole('button', { name: 'More actions' }), item)
}
export const members = (page: Page) => page.getByRole('button', { name: /^Members/ }).click()
const author = (page: Page, text: string, name: string) =>
  row(page, text).getByRole('button', { name, exact: true }).click()

/** A dialog that is to be open while things happen. */
export type DialogCase = {
  open: (page: Page) => Promise<unknown>
  /** Where Enter is pressed. */
  at: (page: Page) => Locator
  /** Why it was not done; null: it does not concern the channel, and is done. */
  said: string | null
}

const gone = 'That is not there any more.'
/** Every dialog of the connected parts. */
export const dialogs: Record<string, DialogCase> = {
  'channel settings': {
    open: async (page) => {
      await fromHeader(page, 'Channel settings')
      await box(page, 'Name').fill('my own name')
      await box(page, 'Description').fill('my own words')
    },
    at: (page) => box(page, 'Name'),
    said: gone,
  },
  archiving: {
    open: async (page) => {
      await fromHeader(page, 'Channel settings')
      await button(page, 'Archive channel').click()
    },
    at: (page) => button(page, 'Archive'),
    said: gone,
  },
  leaving: { open: (page) => fromHeader(page, 'Leave'), at: (page) => button(page, 'Leave'), said: gone },
  'adding people': {
    open: async (page) => {
      await members(page)
      await page.getByRole('button', { name: 'Add people' }).click()
      await page.getByRole('combobox', { name: 'People' }).fill('Dan')
      await page.getByRole('option', { name: 'Dan Soon' }).click()
      await page.getByRole('option', { name: 'Zoe Last' }).waitFor()
    },
    at: (page) => button(page, 'Add'),
    said: gone,
  },
  'removing somebody': {
    open: async (page) => {
      await members(page)
      await choose(page, page.getByRole('button', { name: 'Actions for Zoe Last' }), 'Remove from channel')
    },
    at: (page) => button(page, 'Remove'),
    said: gone,
  },
  deleting: {
    open: (page) => fromMessage(page, 'of ada', 'Delete…'),
    at: (page) => button(page, 'Delete'),
    said: gone,
  },
  forwarding: {
    open: (page) => fromMessage(page, 'of ben', 'Forward…'),
    at: (page) => dialog(page).getByRole('listitem').getByRole('button', { name: 'Elsewhere' }),
    said: gone,
  },
  'being reminded': {
    open: (page) => fromMessage(page, 'of ben', 'Remind me…'),
    at: (page) => dialog(page).getByLabel('At another time'),
    said: gone,
  },
  'reporting a message': {
    open: async (page) => {
      await fromMessage(page, 'of ben', 'Report…')
      await box(page, 'What is wrong?').fill('it is wrong')
    },
    at: (page) => button(page, 'Send report'),
    said: gone,
  },
  'a poll': {
    open: async (page) => {
      await fromComposer(page, 'Create a poll…')
      await box(page, 'Question').fill('Where?')
      await box(page, 'Choice 1').fill('here')
      await box(page, 'Choice 2').fill('there')
    },
    at: (page) => box(page, 'Choice 2'),
    said: gone,
  },
  'sending later': {
    open: async (page) => {
      await composer(page).fill('for later')
      await fromComposer(page, 'Send later…')
    },
    at: (page) => dialog(page).getByLabel('At another time'),
    said: gone,
  },
  'earlier versions': {
    open: (page) => row(page, 'of ada').getByRole('button', { name: '(edited)' }).click(),
    at: (page) => button(page, 'Close'),
    said: null,
  },
  'a person': {
    open: (page) => author(page, 'of ben', 'Ben Okri'),
    at: (page) => button(page, 'Close'),
    said: null,
  },
  'reporting a person': {
    open: async (page) => {
      await author(page, 'of ben', 'Ben Okri')
      await button(page, 'Report').click()
      await box(page, 'What is wrong?').fill('they are')
    },
    at: (page) => button(page, 'Send report'),
    said: null,
  },
  profile: {
    open: async (page) => {
      await author(page, 'of ada', 'Ada Byron')
      await button(page, 'Edit profile').click()
      await box(page, 'Status').fill('my own status')
    },
    at: (page) => box(page, 'Status'),
    said: null,
  },
  'a new channel': {
    open: async (page) => {
      await page.getByRole('button', { name: 'Create a channel' }).first().click()
      await box(page, 'Name').fill('new channel')
    },
    at: (page) => box(page, 'Name'),
    said: null,
  },
  'a new message': {
    open: async (page) => {
      await page
        .getByRole('button', { name: /^(New message|Start a conversation)$/ })
        .first()
        .click()
      await page.getByRole('combobox', { name: 'To' }).fill('Zoe')
      await dialog(page).getByRole('option', { name: 'Zoe Last' }).waitFor()
    },
    at: (page) => page.getByRole('combobox', { name: 'To' }),
    said: null,
  },
}
