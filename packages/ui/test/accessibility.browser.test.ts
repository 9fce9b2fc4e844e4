import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { violationsOf } from '../gallery/axe.ts'
import { type Gallery, openBrowser, serveGallery } from '../gallery/browser.ts'
import { connectedScenes } from './connected-scenes.ts'

// The first page starts a node.
vi.setConfig({ testTimeout: 180_000 })

let gallery: Gallery
let browser: Browser
let page: Page

beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
}, 60_000)

it('every connected part has a page here', async () => {
  await page.goto(gallery.url)
  const scenes = await page.locator('li a:first-child').allTextContents()
  expect(scenes.filter((name) => name.startsWith('connected-')).sort()).toEqual(Object.keys(connectedScenes).sort())
})

for (const [scene, shown] of Object.entries(connectedScenes)) {
  it(`axe finds nothing wrong with ${scene}, light and dark, on a wide screen and on a narrow one`, async () => {
    for (const theme of ['light', 'dark']) {
      await page.setViewportSize({ width: 1200, height: 800 })
      await page.goto(`${gallery.url}?scene=${scene}&theme=${theme}`)
      await page.waitForSelector('html[data-ready]', { timeout: 120_000 })
      await page.locator('main').locator(shown).first().waitFor({ state: 'attached', timeout: 60_000 })
      // Colours fade in.
      await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))))
      expect(await violationsOf(page), theme).toEqual([])
      await page.setViewportSize({ width: 390, height: 800 })
      expect(await violationsOf(page), `${theme}, narrow`).toEqual([])
    }
  })
}
