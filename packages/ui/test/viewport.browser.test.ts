import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { openBrowser, serveGallery } from '../gallery/browser.ts'

vi.setConfig({ testTimeout: 240_000 })

let gallery: Awaited<ReturnType<typeof serveGallery>>
let browser: Browser
let page: Page
beforeAll(async () => {
  ;[gallery, browser] = await Promise.all([serveGallery(), openBrowser()])
  page = await browser.newPage({ viewport: { width: 320, height: 640 } })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

it('nothing to press or to write in is beyond the edges of a narrow screen, in any scene', async () => {
  await page.goto(gallery.url)
  const scenes = await page.locator('li a:first-child').allTextContents()
  const beyond: Record<string, string[]> = {}
  // Those that start a node show the same parts, and the labs are for other tests.
  for (const scene of scenes.filter((name) => !/^connected-|-lab$/.test(name))) {
    await page.goto(`${gallery.url}?scene=${scene}`)
    await page.locator('body *').first().waitFor({ state: 'attached' })
    await page.evaluate(() => document.fonts.ready)
    const found = await page.evaluate(() => {
      const controls = [...document.querySelectorAll('button, a, input, select, textarea, [role=dialog]')]
      return controls
        .filter((control) => {
          const { left, right, width } = control.getBoundingClientRect()
          const isShown = width > 1 && !control.ariaHidden && getComputedStyle(control).visibility === 'visible'
          const isBeyond = left < -1 || right > innerWidth + 1
          // What a dialog lies in can be scrolled, but nobody would look for its right half there.
          return isShown && isBeyond && (control.role === 'dialog' || !scrolls(control))
        })
        .map((control) => control.getAttribute('aria-label') ?? control.textContent ?? control.tagName)

      /** Whether it can be brought into view. */
      function scrolls(element: Element): boolean {
        for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
          if (/auto|scroll/.test(getComputedStyle(at).overflowX) && at.scrollWidth > at.clientWidth + 1) {
            const { left, right } = at.getBoundingClientRect()
            return left >= -1 && right <= innerWidth + 1
          }
        return false
      }
    })
    if (found.length > 0) beyond[scene] = found
  }
  expect(beyond).toEqual({})
})
