import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
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

/** Opens a channel of 5,000 messages of very different heights: see gallery/labs/list-lab.tsx. */
async function open(query: string) {
  page = await browser.newPage({ viewport: { width: 800, height: 700 } })
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`${gallery.url}?scene=list-lab&${query}`)
  await page.getByRole('log').waitFor()
  // A font that loads late moves every row, and fonts are only loaded when the first row is drawn. So they are loaded
  // here.
  await page.evaluate(() =>
    Promise.all([400, 600].map((weight) => document.fonts.load(`${weight} 15px 'Inter Variable'`))),
  )
  return errors
}

const row = (number: number) => page.locator(`[data-number="${number}"]`)
const log = () => page.getByRole('log', { name: 'Messages in the lab' })

/** The distance from the view to the end of the list, in pixels. */
const fromEnd = () => log().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop)

/** The first message that is completely in view, and its position. */
const firstInView = () =>
  log().evaluate((element) => {
    const top = element.getBoundingClientRect().top
    for (const candidate of element.querySelectorAll<HTMLElement>('[data-number]')) {
      const box = candidate.getBoundingClientRect()
      if (box.top >= top) return { number: Number(candidate.dataset.number), top: box.top }
    }
    return null
  })
const topOf = (number: number) => row(number).evaluate((element) => element.getBoundingClientRect().top)
const frames = (n = 4) =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i++) await new Promise(requestAnimationFrame)
  }, n)

/**
 * Waits until nothing has moved for several looks in a row: when a page has been loaded, it is drawn, measured and
 * corrected over a few frames.
 */
async function still() {
  let before = -1
  let quiet = 0
  await vi.waitFor(
    async () => {
      const top = await log().evaluate((element) => element.scrollTop + element.scrollHeight * 10)
      quiet = top === before ? quiet + 1 : 0
      before = top
      await frames()
      if (quiet < 5) throw new Error('still moving')
    },
    { timeout: 15_000, interval: 20 },
  )
}

async function scrollTo(top: number) {
  await log().evaluate((element, to) => element.scrollTo({ top: to }), top)
  await still()
}

it('opens at the end', async () => {
  const errors = await open('from=4901&to=5000')
  await still()
  expect(await fromEnd()).toBeLessThan(2)
  expect(await row(5000).isVisible()).toBe(true)
  expect(errors).toEqual([])
})

it('opens at the first unread message, below the "New" line, and reads only what is in view', async () => {
  await open('from=4801&to=5000&unread=4850')
  await still()
  const at = await topOf(4850)
  expect(at).toBeGreaterThan(0)
  expect(at).toBeLessThan(200)
  expect(await page.getByTestId('new-line').count()).toBe(1)
  await vi.waitFor(async () => expect(await page.evaluate(() => window.lab.reads.length)).toBeGreaterThan(0), soon)
  const reads = await page.evaluate(() => window.lab.reads)
  expect(reads.every((read) => read >= 4850 && read < 4900)).toBe(true)
  await page.getByRole('button', { name: '151 new messages' }).click()
  await vi.waitFor(async () => expect(await page.evaluate(() => window.lab.reads.at(-1))).toBe(5000), soon)
  expect(await fromEnd()).toBeLessThan(2)
})

it('keeps its place while pages load above', async () => {
  await open('from=4901&to=5000')
  await still()
  for (const top of [900, 300, 40]) {
    await scrollTo(top)
    const before = await firstInView()
    if (!before) throw new Error('nothing in view')
    await page.evaluate(() => window.lab.loadBefore())
    await still()
    expect(Math.abs((await topOf(before.number)) - before.top), `from ${top}`).toBeLessThan(2)
  }
})

it('keeps its place while a page comes above and one goes below, and the other way round', async () => {
  await open('from=4701&to=4950')
  await still()
  await scrollTo(2_000)
  for (const side of ['loadBefore', 'loadBefore', 'loadAfter', 'loadAfter', 'loadBefore'] as const) {
    const before = await firstInView()
    if (!before) throw new Error('nothing in view')
    await page.evaluate((load) => window.lab[load](), side)
    await still()
    expect(Math.abs((await topOf(before.number)) - before.top), side).toBeLessThan(2)
  }
})

it('keeps its place while previews of links come above, and follows the end when one comes there', async () => {
  await open('from=4901&to=5000')
  await still()
  await page.evaluate(() => window.lab.addPreview(5000))
  await row(5000).getByRole('link', { name: 'A page' }).waitFor()
  await still()
  expect(await fromEnd()).toBeLessThan(2)
  await scrollTo(2_000)
  const before = await firstInView()
  if (!before) throw new Error('nothing in view')
  // Not the message before it: that can be partly in view, and then it is the one that keeps its place.
  for (const above of [2, 3, 5]) await page.evaluate((n) => window.lab.addPreview(n), before.number - above)
  await still()
  expect(Math.abs((await topOf(before.number)) - before.top)).toBeLessThan(2)
})

it('follows the end while the reader is there, and not when they have scrolled up', async () => {
  await open('from=4901&to=5000')
  await still()
  for (let i = 0; i < 3; i++) {
    await page.evaluate(() => window.lab.receive(2))
    await still()
    expect(await fromEnd()).toBeLessThan(2)
  }
  await log().hover()
  await page.mouse.wheel(0, -600)
  await still()
  const before = await firstInView()
  if (!before) throw new Error('nothing in view')
  await page.evaluate(() => window.lab.receive(3))
  await still()
  expect(await topOf(before.number)).toBeCloseTo(before.top, 0)
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await still()
  expect(await row(5009).isVisible()).toBe(true)
  expect(await page.getByRole('button', { name: 'Jump to latest' }).count()).toBe(0)
})

it('stays at the end when the composer grows', async () => {
  await open('from=4901&to=5000')
  await still()
  await page.getByRole('textbox', { name: 'Message' }).fill('a\nb\nc\nd\ne')
  await still()
  expect(await fromEnd()).toBeLessThan(2)
})

it('goes to the end when the reader sends, wherever they are', async () => {
  await open('from=4801&to=5000')
  await still()
  await scrollTo(1_000)
  await page.getByRole('textbox', { name: 'Message' }).fill('mine')
  await page.getByRole('textbox', { name: 'Message' }).press('Enter')
  await still()
  expect(await fromEnd()).toBeLessThan(2)
  expect(await page.locator('[data-state="pending"]').isVisible()).toBe(true)
})

it('opens around a message and flashes it; the way back loads the newest page', async () => {
  await open('from=2001&to=2100&around=2050')
  await still()
  const at = await topOf(2050)
  expect(at).toBeGreaterThan(50)
  expect(at).toBeLessThan(600)
  expect(await row(2050).getAttribute('class')).toContain('bg-flash')
  await page.getByRole('button', { name: 'Jump to latest' }).click()
  await row(5000).waitFor()
  await still()
  expect(await fromEnd()).toBeLessThan(2)
})

it('goes to another message when one is asked for later, and back to the reading once that is over', async () => {
  await open('from=4801&to=5000')
  await still()
  await page.evaluate(() => window.lab.setAround(4820))
  await still()
  expect(await row(4820).getAttribute('class')).toContain('bg-flash')
  await page.evaluate(() => window.lab.receive(1))
  await still()
  expect(await row(4820).isVisible()).toBe(true)
  await vi.waitFor(async () => expect(await row(4820).getAttribute('class')).not.toContain('bg-flash'), {
    timeout: 5_000,
  })
})

it('asks for a page once when an end comes near, and not again and again when it does not come', async () => {
  await open('from=4701&to=4900')
  await still()
  // Within the page, so that both lie in the second in which a page is asked for only once, even on a busy machine.
  await log().evaluate(async (element) => {
    for (const top of [200, 100]) {
      element.scrollTo({ top })
      for (let i = 0; i < 4; i++) await new Promise(requestAnimationFrame)
    }
  })
  await still()
  expect(await page.evaluate(() => window.lab.asked.before)).toBe(1)
})

it('5,000 messages can be scrolled through up and down, page by page', async () => {
  const errors = await open('from=4951&to=5000&auto=1')
  await still()
  let lowest = 5000
  await vi.waitFor(
    async () => {
      await log().evaluate((element) => element.scrollBy(0, -3_000))
      await frames(2)
      lowest = (await firstInView())?.number ?? lowest
      if (lowest > 4_000) throw new Error(`at ${lowest}`)
    },
    { timeout: 30_000, interval: 10 },
  )
  // The messages at the far end were removed: only some are loaded at a time.
  expect(await page.locator('[data-number]').count()).toBeLessThan(100)
  expect(await row(5000).count()).toBe(0)
  expect(errors).toEqual([])
}, 40_000)

it('reports nothing as read after "mark as unread", and the line moves there', async () => {
  await open('from=4901&to=5000')
  await still()
  await vi.waitFor(async () => expect(await page.evaluate(() => window.lab.reads.at(-1))).toBe(5000), soon)
  await row(4998).hover()
  await row(4998).getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Mark unread from here' }).click()
  expect(await page.getByTestId('new-line').count()).toBe(1)
  await page.evaluate(() => window.lab.receive(1))
  await still()
  await frames(30)
  expect(await page.evaluate(() => window.lab.reads.at(-1))).toBe(5000)
})

it('arrow keys walk from message to message, and what can be done with one is reached by Tab', async () => {
  await open('from=4901&to=5000')
  await still()
  await row(5000).focus()
  for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowUp')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-number'))).toBe('4970')
  expect(await page.getByRole('toolbar', { name: 'Message actions' }).count()).toBe(1)
  await page.keyboard.press('Tab')
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('React with 👍')
})

it('announces new messages politely, and no page that is loaded', async () => {
  await open('from=4901&to=5000')
  await still()
  await page.evaluate(() => window.lab.loadBefore())
  await still()
  const spoken = page.locator('[aria-live="polite"]')
  await frames(40)
  expect(await spoken.textContent()).toBe('')
  await page.evaluate(() => window.lab.receive(1))
  await vi.waitFor(async () => expect(await spoken.textContent()).toMatch(/: 5001: /), soon)
  await page.evaluate(() => window.lab.receive(3))
  await vi.waitFor(async () => expect(await spoken.textContent()).toBe('3 new messages'), soon)
})
