// What people do in the app, by the names that they see and hear.
import { expect, type Locator, type Page } from '@playwright/test'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export const conversations = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })

/** The channel's link in the sidebar; its name begins with the channel's and goes on with presence and unread. */
export const channelLink = (page: Page, name: string) =>
  conversations(page).getByRole('link', { name: new RegExp(`^${escaped(name)}\\s*(,|$)`) })

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

export const timeline = (page: Page) => page.getByRole('log')

export async function openChannel(page: Page, name: string): Promise<void> {
  await channelLink(page, name).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Types and sends; does not wait for the acknowledgement. */
export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Waits until the text stands in the timeline, acknowledged. */
export async function expectMessage(page: Page, text: string): Promise<void> {
  await expect(sentMessages(page).filter({ hasText: text })).toBeVisible()
}

const sentMessages = (page: Page): Locator => timeline(page).locator('article[data-state=sent]')

/** Opens a direct conversation through the dialog, the way one finds a person. @param query a piece of name or username */
export async function writeTo(page: Page, query: string, to: { username: string; fullName: string }): Promise<void> {
  await page.getByRole('button', { name: 'New message' }).first().click()
  await page.getByRole('combobox', { name: 'To' }).fill(query)
  await page.getByRole('option', { name: `@${to.username}` }).click()
  await expect(page.getByRole('heading', { level: 1, name: to.fullName })).toBeVisible()
}

/** Back to the end after reading further up. */
export async function jumpToLatest(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Jump to latest$|^\d+\+? new messages?$/ }).click()
}

/** Presses Tab until the focus is there. @throws after 40 */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not to be reached with Tab')
}

type Row = { number: number; text: string }

/**
 * Everything that the timeline can show, by scrolling through the virtual list from its end to its start.
 *
 * @returns the messages in the order in which they stand on the page, each as often as it stood there at one time
 */
export async function readTimeline(page: Page): Promise<Row[]> {
  const log = timeline(page)
  await log.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  const seen = new Map<number, string>()
  for (let still = 0; still < 3; ) {
    const view = await log.evaluate((element) => ({
      top: element.scrollTop,
      rows: [...element.querySelectorAll('article[data-number]')].map((row) => ({
        number: Number(row.getAttribute('data-number')),
        text: row.querySelector('[dir=auto]')?.textContent ?? '',
      })),
    }))
    const numbers = view.rows.map((row) => row.number)
    expect(numbers, 'rows stand in order, each once').toEqual([...new Set(numbers)].sort((a, b) => a - b))
    const before = seen.size
    for (const { number, text } of view.rows) {
      expect(seen.get(number) ?? text, `message ${number} keeps its text`).toBe(text)
      seen.set(number, text)
    }
    still = view.top <= 0 && seen.size === before ? still + 1 : 0
    await log.evaluate(async (element) => {
      element.scrollBy(0, -element.clientHeight / 2)
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    })
  }
  return [...seen].sort(([a], [b]) => a - b).map(([number, text]) => ({ number, text }))
}
