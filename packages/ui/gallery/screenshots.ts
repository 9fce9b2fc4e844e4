/**
 * Takes a picture of every scene, light and dark, narrow and wide, into `gallery/screenshots/` (not in git), and
 * checks each with axe. `node gallery/screenshots.ts [scene …]`
 */
import { mkdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { violationsOf } from './axe.ts'
import { openBrowser, serveGallery } from './browser.ts'

const out = fileURLToPath(new URL('./screenshots/', import.meta.url))
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]

const gallery = await serveGallery()
const browser = await openBrowser()
let violations = 0
try {
  await mkdir(out, { recursive: true })
  const page = await browser.newPage()
  page.on('pageerror', (error) => console.error('page error:', error.message))
  page.on('console', (message) => message.type() === 'error' && console.error('console:', message.text()))
  await page.goto(gallery.url)
  const all = await page.locator('li a:first-child').allTextContents()
  const wanted = process.argv.slice(2)
  for (const scene of all.filter((name) => wanted.length === 0 || wanted.includes(name))) {
    for (const theme of ['light', 'dark']) {
      await page.goto(`${gallery.url}?scene=${scene}&theme=${theme}`)
      // The first of these scenes starts a node.
      if (scene.startsWith('connected-')) await page.waitForSelector('html[data-ready]', { timeout: 120_000 })
      for (const size of sizes) {
        await page.setViewportSize(size)
        await page.evaluate(() => document.fonts.ready)
        await page.waitForTimeout(400)
        await page.screenshot({ path: `${out}${scene}-${theme}-${size.width}.png` })
        const found = await violationsOf(page)
        for (const line of found) console.error(`${scene} ${theme} ${size.width}: ${line}`)
        violations += found.length
      }
    }
    console.log(scene)
  }
} finally {
  await browser.close()
  await gallery.close()
}
console.log(violations === 0 ? 'axe found nothing' : `axe found ${violations} violations`)
process.exitCode = violations === 0 ? 0 : 1
