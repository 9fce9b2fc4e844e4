import { react18 } from '@chime/testing/react-18'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type Gallery, openBrowser, serveGallery } from '../gallery/browser.ts'
import { connectedScenes } from './connected-scenes.ts'

// Some eighty pages, each with all of its modules.
vi.setConfig({ testTimeout: 300_000 })

let gallery: Gallery
let browser: Browser
let page: Page
const complaints: string[] = []

beforeAll(async () => {
  const development = { 'process.env.NODE_ENV': '"development"' }
  ;[gallery, browser] = await Promise.all([
    serveGallery({ resolve: { alias: react18 }, define: development }),
    openBrowser(),
  ])
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
}, 60_000)
afterAll(async () => {
  await browser?.close()
  await gallery?.close()
})

const open = (scene: string) => page.goto(`${gallery.url}?scene=${scene}`)

it('React 18.3 renders every scene without a complaint', async () => {
  await page.goto(gallery.url)
  const scenes = await page.locator('li a:first-child').allTextContents()
  expect(scenes.length).toBeGreaterThan(60)
  const versions = await page.evaluate(() => document.documentElement.dataset.react)
  expect(versions).toBe('18.3.1')
  for (const scene of scenes) {
    await open(scene)
    await page.locator('#root > *, [role=dialog]').first().waitFor()
    expect(complaints, scene).toEqual([])
  }
})

it('React 18.3 renders every connected part with what it shows, without a complaint', async () => {
  for (const [scene, shown] of Object.entries(connectedScenes)) {
    await open(scene)
    // The first one starts a node.
    await page.locator('main').locator(shown).first().waitFor({ state: 'attached', timeout: 120_000 })
    expect(complaints, scene).toEqual([])
  }
})

it('with React 18.3, menus, tooltips and dialogs open beside what opens them, and give the focus back', async () => {
  await open('theming')
  const trigger = page.getByRole('button', { name: 'Menu of Chime, light' })
  await trigger.click()
  const [button, menu] = [await trigger.boundingBox(), await page.getByRole('menu').boundingBox()]
  if (!button || !menu) throw new Error('They are not shown')
  expect(Math.abs(menu.y - (button.y + button.height))).toBeLessThan(10)
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })
  expect(await trigger.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.getByRole('button', { name: 'Open a dialog' }).first().click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
