import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startFullNode } from '@chime/testing/process/full-node'
import { root } from '@chime/testing/process/program'
import { type Browser, chromium, type Page } from '@playwright/test'
import { chromiumFlags } from '../browser/chromium-flags.ts'
import { fillWithDemo } from './demo-data.ts'
import { problemsOf } from './page-problems.ts'
import { scenes } from './scenes.ts'

const schemes = ['light', 'dark'] as const
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]

const only = process.argv[2] ?? ''
const folder = join(root, 'screenshots')
await mkdir(folder, { recursive: true })
const node = await startFullNode()
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || undefined, args: chromiumFlags })
let failures = 0
try {
  const demo = await fillWithDemo(node.url)
  for (const scene of scenes.filter((one) => one.name.includes(only)))
    for (const colorScheme of schemes)
      for (const viewport of sizes) {
        const file = `${scene.name}-${colorScheme}-${viewport.width}.png`
        await takeShot(browser, file, { colorScheme, viewport }, (page) => scene.show(page, { node, ...demo }))
      }
} finally {
  await browser.close()
  await node.close()
}
console.log(`The pictures are in ${folder}${failures === 0 ? ', and axe found nothing' : `; ${failures} problems`}`)
process.exit(failures === 0 ? 0 : 1)

type Look = { colorScheme: 'light' | 'dark'; viewport: { width: number; height: number } }

async function takeShot(from: Browser, file: string, look: Look, show: (page: Page) => Promise<void>): Promise<void> {
  const context = await from.newContext({ ...look, baseURL: node.url, reducedMotion: 'reduce' })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const problems = problemsOf(page)
  try {
    await show(page)
    await page.evaluate(() => document.fonts.ready)
    await page.screenshot({ path: join(folder, file) })
    console.log(file)
    await context.setOffline(false)
    for (const problem of await problems()) {
      failures++
      console.error(`${file}: ${problem}`)
    }
  } catch (error) {
    failures++
    await page.screenshot({ path: join(folder, `failed-${file}`) })
    console.error(`${file}: ${error instanceof Error ? error.message : error}`)
  }
  await context.close()
}
