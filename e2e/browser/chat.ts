// What people do in the app. Elements are found by the names that people see, or that a screen reader says.
import { expect, type Locator, type Page } from '@playwright/test'

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

export const conversations = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })

/** The channel's link in the sidebar. Its accessible name begins with the channel's name; presence and unread count follow. */
export const channelLink = (page: Page, name: string) =>
  conversations(page).getByRole('link', { name: new RegExp(`^${escaped(name)}\\s*(,|$)`) })

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

export const timeline = (page: Page) => page.getByRole('log')

export async function openChannel(page: Page, name: string): Promise<void> {
  await channelLink(page, name).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

/** Types a message and sends it, without waiting for the acknowledgement. */
export async function send(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
}

/** Waits until the timeline shows the text as sent and acknowledged. */
export async function expectMessage(page: Page, text: string): Promise<void> {
  await expect(sentMessages(page).filter({ hasText: text })).toBeVisible()
}

const sentMessages = (page: Page): Locator => timeline(page).locator('article[data-state=sent]')

/**
 * Points at a message and presses a button of its toolbar. A row that is drawn anew under a resting pointer has no
 * toolbar until the pointer moves.
 */
export async function act(message: Locator, name: string): Promise<void> {
  await expect(async () => {
    await message.hover()
    await message.getByRole('button', { name }).first().click({ timeout: 3000 })
  }).toPass({ timeout: 30_000 })
}

/** Chooses from the menu of a message. */
export async function chooseAction(message: Locator, item: string): Promise<void> {
  await act(message, 'More actions')
  await message.page().getByRole('menuitem', { name: item }).click()
}

/** Finds a person in the dialog and opens a direct conversation. @param query a part of the name or username */
export async function writeTo(page: Page, query: string, to: { username: string; fullName: string }): Promise<void> {
  await page.getByRole('button', { name: 'New message' }).first().click()
  await page.getByRole('combobox', { name: 'To' }).fill(query)
  await page.getByRole('option', { name: `@${to.username}` }).click()
  await expect(page.getByRole('heading', { level: 1, name: to.fullName })).toBeVisible()
}

/** Scrolls back to the newest message. */
export async function jumpToLatest(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Jump to latest$|^\d+\+? new messages?$/ }).click()
}

/** Presses Tab until this element has the focus. @throws Error after 40 times */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let i = 0; i < 40; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error('not to be reached with Tab')
}

type Row = { number: number; text: string }

/**
 * Reads the whole timeline by scrolling through the virtual list, from its end to its start.
 *
 * @returns the messages in the order of the page. A message that stood on the page twice at one time is there twice
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
