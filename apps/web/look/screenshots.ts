/**
 * Takes a picture of every page and state of a running Chime, light and dark, narrow and wide, into `screenshots/`
 * (not in git), and checks each with axe. `RATE_LIMITS=off` on the server helps.
 *
 *     node apps/web/look/screenshots.ts http://localhost:3000 [scene …]
 */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { type Scene, scenes } from './scenes.ts'
import { type Team, team } from './team.ts'

const out = fileURLToPath(new URL('../screenshots/', import.meta.url))
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const sizes = [
  { width: 390, height: 844 },
  { width: 1440, height: 900 },
]

const [server = 'http://localhost:3000', ...wanted] = process.argv.slice(2)
const everyone = await team(server)
// biome-ignore lint/style/noProcessEnv: a tool, not the app
const found = [process.env.CHROMIUM_PATH, chromium.executablePath(), '/usr/bin/chromium'].find(
  (p) => p && existsSync(p),
)
const browser = await chromium.launch({ ...(found && { executablePath: found }), args: ['--no-sandbox'] })
await mkdir(out, { recursive: true })
let problems = 0
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    for (const viewport of sizes) {
      const looks = { colorScheme, viewport, hasTouch: viewport.width < 500 }
      const stranger = await browser.newContext(looks)
      const ada = await loggedIn(browser, looks, everyone)
      for (const scene of scenes.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
        const file = `${out}${scene.name}-${colorScheme}-${viewport.width}.png`
        problems += await take(scene.stranger ? stranger : ada, scene, file)
      }
      await ada.close()
      await stranger.close()
    }
  }
} finally {
  await browser.close()
}
console.log(problems === 0 ? 'nothing found' : `${problems} problems`)
process.exitCode = problems === 0 ? 0 : 1

async function loggedIn(browser: Browser, looks: object, { ada }: Team): Promise<BrowserContext> {
  const context = await browser.newContext(looks)
  const answer = await context.request.post(`${server}/trpc/auth.login`, {
    headers: { origin: new URL(server).origin },
    data: { identifier: ada.username, password: ada.password },
  })
  if (!answer.ok()) throw new Error(`Login: ${answer.status()} ${await answer.text()}`)
  return context
}

async function take(context: BrowserContext, scene: Scene, file: string): Promise<number> {
  const page = await context.newPage()
  const found: string[] = []
  page.on('pageerror', (error) => found.push(`error: ${error.message}`))
  page.on('console', (message) => {
    const network = /Failed to load resource|WebSocket connection/.test(message.text())
    if (message.type() === 'error' && !network) found.push(`console: ${message.text()}`)
  })
  try {
    await page.goto(server + scene.path(everyone), { waitUntil: 'load' })
    await page.evaluate(() => document.fonts.ready)
    await page.waitForTimeout(scene.name === 'permalink' ? 300 : 1_000)
    await scene.act?.(page, everyone)
    await page.waitForTimeout(400)
    await page.screenshot({ path: file })
    await page.context().setOffline(false)
    await page.addScriptTag({ path: axe })
    found.push(...(await page.evaluate(runAxe)))
  } catch (error) {
    found.push(String(error))
    await page.screenshot({ path: file })
    await page.context().setOffline(false)
  }
  await page.close()
  for (const line of found) console.error(`${file.slice(out.length)}: ${line}`)
  return found.length
}

type AxeResult = { violations: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }[] }

async function runAxe(): Promise<string[]> {
  // axe-core was put into the page as a script; its types are not those of this module.
  const { axe } = window as unknown as { axe: { run: (options: object) => Promise<AxeResult> } }
  const { violations } = await axe.run({
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })
  return violations.map(({ id, help, nodes }) => {
    const places = nodes.slice(0, 3).map((node) => node.target.join(' '))
    return `${id}: ${help} at ${places.join(' | ')} ${nodes[0]?.failureSummary?.split('\n')[1] ?? ''}`
  })
}
