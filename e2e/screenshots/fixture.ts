import type { ChimeServer } from '@chime/testing/process/chime-server'
import { expect, type Page } from '@playwright/test'
import { conversations, timeline } from '../browser/chat.ts'

/** A server with the demo's content, and one of its accounts. */
export type Fixture = { node: ChimeServer; username: string; fullName: string; password: string }

/** A page in some state. `show` gets there in the way a person does. */
export type Scene = { name: string; show: (page: Page, fixture: Fixture) => Promise<void> }

export async function logIn(page: Page, { username, password }: Fixture, path = '/'): Promise<void> {
  const response = await page.request.post('/trpc/auth.login', { data: { identifier: username, password } })
  if (!response.ok()) throw new Error(await response.text())
  await page.goto(path)
}

/** Registers an account without any conversation, and opens the app as its user. */
export async function signUp(page: Page): Promise<void> {
  const username = `empty-${Date.now()}`
  const data = { username, fullName: 'Nora Berg', email: `${username}@example.com`, password: 'a good long password' }
  await page.request.post('/trpc/auth.register', { data })
  await page.goto('/')
}

const isNarrow = (page: Page) => (page.viewportSize()?.width ?? 0) < 768

/** Goes to the list of conversations. On a narrow screen it is a page of its own. */
export async function toSidebar(page: Page): Promise<void> {
  const back = page.getByRole('button', { name: 'Back to conversations' })
  await conversations(page).or(back).first().waitFor()
  if (isNarrow(page) && (await back.isVisible())) await back.click()
  await expect(conversations(page)).toBeVisible()
}

export async function openConversation(page: Page, fixture: Fixture, name: string): Promise<void> {
  await logIn(page, fixture)
  await toSidebar(page)
  await conversations(page)
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click()
  await expect(timeline(page).getByRole('article').first()).toBeVisible()
}
