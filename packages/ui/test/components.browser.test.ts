import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { openBrowser, serveGallery } from '../gallery/browser.ts'

vi.setConfig({ testTimeout: 60_000 })
/** For what happens after a moment: long enough for a machine that is busy. */
const soon = { timeout: 15_000 }

let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})
afterEach(async () => {
  await page?.close()
})

async function open(scene: string) {
  page = await browser.newPage({ viewport: { width: 900, height: 700 } })
  await page.goto(`${gallery.url}?scene=${scene}`)
}

const field = () => page.getByRole('textbox', { name: 'Message' })
const sent = () => page.getByRole('list', { name: 'Sent' }).getByRole('listitem').allTextContents()
const output = (name: string) => page.getByRole('status', { name }).textContent()

describe('the composer', () => {
  it('sends on Enter, breaks on Shift+Enter, and is empty afterwards with its draft', async () => {
    await open('write-lab')
    await field().fill('one')
    await field().press('Shift+Enter')
    await field().pressSequentially('two')
    expect(await output('Draft')).toBe('one\ntwo')
    await field().press('Enter')
    expect(await sent()).toEqual(['one\ntwo'])
    expect(await field().inputValue()).toBe('')
    expect(await output('Draft')).toBe('')
  })
  it('the Enter that ends a composition does not send', async () => {
    await open('write-lab')
    await field().fill('にほん')
    await field().evaluate((element) =>
      element.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }),
      ),
    )
    expect(await sent()).toEqual([])
    await page.getByRole('button', { name: 'Send' }).click()
    expect(await sent()).toEqual(['にほん'])
  })
  it('does not send what is only space, and keeps the indent of the first line', async () => {
    await open('write-lab')
    await field().fill('  \n  ')
    await field().press('Enter')
    expect(await sent()).toEqual([])
    await field().fill('\n\n  indented\n')
    await field().press('Enter')
    expect(await sent()).toEqual(['  indented'])
  })
  it('refuses more than 8,000 characters without cutting them, and counts down before', async () => {
    await open('write-lab')
    await field().fill('x'.repeat(7_990))
    expect(await page.getByText('10 characters left').isVisible()).toBe(true)
    await field().fill('x'.repeat(8_012))
    await page.getByText('12 characters too many').waitFor()
    await field().press('Enter')
    expect(await sent()).toEqual([])
    expect((await field().inputValue()).length).toBe(8_012)
    await field().fill('x'.repeat(8_000))
    await field().press('Enter')
    expect((await sent())[0]?.length).toBe(8_000)
  })
  it('gives the text back when sending fails, before what was written meanwhile', async () => {
    await open('write-lab')
    await page.getByRole('button', { name: 'fail' }).click()
    await field().fill('dear to me')
    await field().press('Enter')
    await page.getByText('The server said no.').waitFor()
    expect(await field().inputValue()).toBe('dear to me')
  })
  it('grows with its text up to eight lines', async () => {
    await open('write-lab')
    const height = () => field().evaluate((element) => element.clientHeight)
    const one = await height()
    await field().fill('1\n2\n3')
    const three = await height()
    expect(three - one).toBeGreaterThan(30)
    await field().fill(Array.from({ length: 30 }, (_, i) => i).join('\n'))
    const most = await height()
    expect(most - one).toBeGreaterThan((three - one) * 3)
    expect(most - one).toBeLessThan((three - one) * 3.8)
  })
  it('says at most once in three seconds that someone types', async () => {
    await open('write-lab')
    await field().pressSequentially('hello there')
    expect(await output('Typing')).toBe('1')
  })
  it('completes the names of people and of everyone, and not in code', async () => {
    await open('write-lab')
    const options = () => page.getByRole('listbox', { name: 'People' }).getByRole('option').allTextContents()
    await field().pressSequentially('see @')
    await vi.waitFor(async () => expect((await options()).slice(-2).join()).toMatch(/@channel.*@here/), soon)
    expect((await options()).length).toBe(8)
    await field().pressSequentially('he')
    await vi.waitFor(async () => expect((await options()).join()).toContain('@here'), soon)
    await field().press('Escape')
    expect(await options()).toEqual([])
    await field().fill('@chan')
    await vi.waitFor(async () => expect((await options()).join()).toContain('@channel'), soon)
    await field().press('Enter')
    expect(await field().inputValue()).toBe('@channel ')
    await field().fill('`@chan')
    await field().pressSequentially('n')
    await field().fill('\\@chan')
    expect(await options()).toEqual([])
    expect(await sent()).toEqual([])
  })
  it('completes the names of emoji, and turns a whole name into its emoji', async () => {
    await open('write-lab')
    const options = () => page.getByRole('listbox', { name: 'Emoji' }).getByRole('option').allTextContents()
    await field().pressSequentially('hi :smi')
    await vi.waitFor(async () => expect((await options()).length).toBe(8), soon)
    await field().press('l')
    await vi.waitFor(async () => expect((await options())[0]).toBe('😄:smile:'), soon)
    await field().press('Tab')
    expect(await field().inputValue()).toBe('hi 😄 ')
    await field().pressSequentially('and :tada: `:tada:`')
    await vi.waitFor(async () => expect(await field().inputValue()).toBe('hi 😄 and 🎉 `:tada:`'), soon)
    await field().press('Enter')
    expect(await sent()).toEqual(['hi 😄 and 🎉 `:tada:`'])
  })
  it('turns the name of an emoji into it at the latest when it is sent, and keeps the order', async () => {
    await open('write-lab')
    await field().fill(':smile: **:+1:**')
    await field().press('Enter')
    await field().fill('next')
    await field().press('Enter')
    await vi.waitFor(async () => expect(await sent()).toEqual(['😄 **👍**', 'next']), soon)
    await field().fill('at 10:30:20')
    await field().press('Enter')
    expect((await sent()).at(-1)).toBe('at 10:30:20')
  })
  it('starts with the draft of the channel it is opened in', async () => {
    await open('write-lab')
    await field().fill('for one')
    await page.getByRole('button', { name: 'other channel' }).click()
    expect(await field().inputValue()).toBe('a draft')
  })
})

describe('the connection banner', () => {
  it('is not shown for what is over within a second', async () => {
    page = await browser.newPage()
    await page.clock.install()
    await page.goto(`${gallery.url}?scene=write-lab`)
    const banner = page.getByText('2 messages will be sent')
    const go = (status: string) => page.getByRole('button', { name: status, exact: true }).click()
    await go('reconnecting')
    await page.clock.runFor(900)
    expect(await banner.count()).toBe(0)
    await go('online')
    await go('reconnecting')
    await page.clock.runFor(900)
    expect(await banner.count()).toBe(0)
    await page.clock.runFor(200)
    expect(await banner.textContent()).toBe('Reconnecting… 2 messages will be sent.')
  })
})

describe('the sidebar', () => {
  it('is walked with the arrow keys through thousands of channels, with one tab stop', async () => {
    await open('sidebar-many')
    const nav = page.getByRole('navigation', { name: 'Conversations' })
    // Only the rows of the list: the links to pages above it are tab stops of their own.
    const links = nav.locator('[data-row] a')
    await links.first().waitFor()
    expect(await links.count()).toBeLessThan(200)
    expect(await nav.locator('a[tabindex="0"]').count()).toBe(1)
    await links.first().focus()
    for (let i = 0; i < 60; i++) await page.keyboard.press('ArrowDown')
    const focused = () => page.evaluate(() => document.activeElement?.textContent)
    await vi.waitFor(async () => expect(await focused()).toContain('channel 60'), soon)
    await page.keyboard.press('End')
    await vi.waitFor(async () => expect(await focused()).toContain('Start a conversation'), soon)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('ArrowUp')
    await vi.waitFor(async () => expect(await focused()).toContain('channel 2999'), soon)
  })
  it('names a conversation by its title first and says what is unread', async () => {
    await open('sidebar')
    await page.getByRole('link').first().waitFor()
    expect(await page.getByRole('link', { name: /^design, 3 unread, 1 mention$/ }).count()).toBe(1)
    expect(await page.getByRole('link', { name: /^Tobias Weller, away, 2 unread$/ }).count()).toBe(1)
  })
  it('folds a section and still shows what is unread in it', async () => {
    await open('sidebar')
    await page.getByRole('button', { name: 'Direct messages' }).click()
    expect(await page.getByRole('link', { name: /^Kaito Mori/ }).count()).toBe(0)
    expect(await page.getByRole('link', { name: /^Tobias Weller/ }).count()).toBe(1)
  })
})

describe('a field', () => {
  it('ties its label, hint and error together, and shows a password on demand', async () => {
    await open('write-lab')
    const password = page.getByLabel('Password', { exact: true })
    expect(await password.getAttribute('aria-invalid')).toBe('true')
    const described = (await password.getAttribute('aria-describedby'))?.split(' ') ?? []
    const texts = await Promise.all(described.map((id) => page.locator(`[id="${id}"]`).textContent()))
    expect(texts).toEqual(['Too short', 'At least ten'])
    await page.getByRole('button', { name: 'Show what is typed' }).click()
    expect(await password.getAttribute('type')).toBe('text')
  })
})
