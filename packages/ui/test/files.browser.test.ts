import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
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
beforeEach(async () => {
  await page?.close()
  page = await browser.newPage()
  await page.goto(`${gallery.url}?scene=file-lab`)
})

const fetched = async () => (await page.getByRole('status', { name: 'Fetched' }).textContent())?.split(' ')
/** Clicks, and waits for the file that the browser saves. @returns its name */
async function saved(name: string) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
  return download.suggestedFilename()
}

describe('files that have to be fetched', () => {
  it('are shown where they are pictures, and no other file is fetched before somebody wants it', async () => {
    await vi.waitFor(async () => {
      const shown = page.locator('img[src^="data:image/gif"]')
      expect(await shown.count()).toBe(2)
    }, soon)
    expect((await fetched())?.sort()).toEqual(['/files/face', '/files/picture/960'])
  })

  it('are saved under their name at a click, each time', async () => {
    expect(await saved('notes.txt')).toBe('notes.txt')
    expect(await saved('notes.txt')).toBe('notes.txt')
  })

  it('are played after a click', async () => {
    expect(await page.locator('audio').count()).toBe(0)
    await page.getByRole('button', { name: 'Play tune.wav' }).click()
    expect(await page.locator('audio[src^="data:"]').getAttribute('aria-label')).toBe('tune.wav')
  })

  it('are to be saved where this browser cannot play them', async () => {
    await page.getByRole('button', { name: 'Play clip.mp4' }).click()
    await page.getByRole('button', { name: 'Download clip.mp4' }).waitFor(soon)
    expect(await page.locator('video').count()).toBe(0)
  })

  it('say when they cannot be had, and are asked for again at the next click', async () => {
    await page.getByRole('button', { name: 'lost.txt' }).click()
    await page.getByRole('button', { name: 'It is not there' }).waitFor(soon)
    expect(await saved('lost.txt')).toBe('lost.txt')
  })
})
