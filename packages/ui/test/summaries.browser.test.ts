import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openBrowser, serveGallery } from '../gallery/browser.ts'

vi.setConfig({ testTimeout: 60_000 })

let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  page = await browser.newPage()
  await page.goto(`${gallery.url}?scene=summary-lab`)
  await page.waitForFunction(() => 'summarize' in window)
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

/** How often each place says a message: the page for later has four sections. */
const places = { search: 1, pinned: 1, threads: 1, later: 4, quote: 1 }

/** Waits until every place says exactly this. */
async function said(line: string): Promise<void> {
  for (const [place, times] of Object.entries(places)) {
    await vi.waitFor(async () => {
      const texts = await page.locator(`[data-place=${place}] [dir=auto]`).evaluateAll((all) =>
        // Without the name of whoever wrote it.
        all.map((element) => (element.lastChild?.nodeType === Node.TEXT_NODE ? element.lastChild.nodeValue : '')),
      )
      expect([place, texts.filter((text) => text === line).length]).toEqual([place, times])
    }, 20_000)
  }
}

it.each([
  ['**bold**, _slanted_, ~~gone~~ and ***both***', 'bold, slanted, gone and both'],
  ['run `npm test` first', 'run npm test first'],
  ['```ts\nconst a = 1\nconst b = 2\n```\nas above', 'const a = 1 const b = 2 as above'],
  ['[the notes](https://example.org/a_b) and <https://example.org>', 'the notes and https://example.org'],
  ['# Plan\n\n- [ ] open\n- [x] **done**', 'Plan open done'],
  ['> what you said\n\nyes', 'what you said yes'],
  ['| who | what |\n|---|---|\n| ann | 1 |', 'who what ann 1'],
  ['@ann.lee, \\@nobody and \\*stars\\*', '@ann.lee, @nobody and *stars*'],
  ['**テスト。**次', 'テスト。次'],
  ['2 * 3 * 4 and a_b_c', '2 * 3 * 4 and a_b_c'],
  ['<b>as written</b> &amp;', '<b>as written</b> &amp;'],
  [`**${'many words '.repeat(20)}end**`, `${'many words '.repeat(20)}end`],
])('every place says in a line what is written, without its markup: %s', async (written, line) => {
  await page.evaluate((text) => window.summarize(text), written)
  await said(line)
})

it('what was found is marked in the line, wherever its markup stood', async () => {
  await page.evaluate(() =>
    window.summarize('see `batch.ts` and the **batch** of [Monday](https://example.org)', 'batch'),
  )
  await vi.waitFor(async () => {
    expect(await page.locator('[data-place=search] mark').allTextContents()).toEqual(['batch', 'batch'])
  })
})

it('what turns the direction of a text ends with it', async () => {
  await page.evaluate(() => window.summarize('\u202eevil\u202d **שלום**'))
  await page.locator('[data-place=later] bdi', { hasText: 'Inês' }).first().waitFor()
  const isolated = await page.locator('main [dir=auto]').evaluateAll((all) =>
    all.map((element) => {
      const { unicodeBidi, display } = getComputedStyle(element)
      return display !== 'inline' || /isolate|plaintext/.test(unicodeBidi)
    }),
  )
  expect(isolated.length).toBeGreaterThanOrEqual(8)
  expect(isolated).not.toContain(false)
})
