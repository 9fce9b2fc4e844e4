import { expect, type Page } from '@playwright/test'
import { conversations, timeline } from './browser/chat.ts'
import type { ChimeServer } from './process/chime-server.ts'

/** What there is to show: a server filled by the demo, and one of its people. */
export type Stage = { node: ChimeServer; username: string; fullName: string; password: string }

/** A page in a state, reached the way a person gets there. */
export type Scene = { name: string; show: (page: Page, stage: Stage) => Promise<void> }

export async function logIn(page: Page, { username, password }: Stage, path = '/'): Promise<void> {
  const response = await page.request.post('/trpc/auth.login', { data: { identifier: username, password } })
  if (!response.ok()) throw new Error(await response.text())
  await page.goto(path)
}

/** An account without any conversation. */
export async function signUp(page: Page): Promise<void> {
  const username = `empty-${Date.now()}`
  const data = { username, fullName: 'Nora Berg', email: `${username}@example.com`, password: 'a good long password' }
  await page.request.post('/trpc/auth.register', { data })
  await page.goto('/')
}

const isNarrow = (page: Page) => (page.viewportSize()?.width ?? 0) < 768

/** From any page to the list of conversations, which a phone shows alone. */
export async function toSidebar(page: Page): Promise<void> {
  const back = page.getByRole('button', { name: 'Back to conversations' })
  await conversations(page).or(back).first().waitFor()
  if (isNarrow(page) && (await back.isVisible())) await back.click()
  await expect(conversations(page)).toBeVisible()
}

export async function openConversation(page: Page, stage: Stage, name: string): Promise<void> {
  await logIn(page, stage)
  await toSidebar(page)
  await conversations(page)
    .getByRole('link', { name: new RegExp(`^${name}`) })
    .click()
  await expect(timeline(page).getByRole('article').first()).toBeVisible()
}
