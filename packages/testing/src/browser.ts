import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium } from 'playwright-core'
import { build, preview } from 'vite'

/** Opens Chromium: the one that CHROMIUM_PATH names, else the one of Playwright, else the one of the system. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: findBrowser(), args })
}

/** Opens Chromium with a profile of its own, which is kept in a folder. */
export async function openProfile(folder: string): Promise<{ context: BrowserContext; kill9: () => Promise<void> }> {
  const context = await chromium.launchPersistentContext(folder, { executablePath: findBrowser(), args })
  return {
    context,
    async kill9() {
      const session = await context.browser()?.newBrowserCDPSession()
      const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
      const closed = context.waitForEvent('close')
      for (const { type, id } of processInfo) if (type === 'browser') process.kill(id, 'SIGKILL')
      await closed
    },
  }
}

const args = ['--no-sandbox']

function findBrowser(): string {
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ]
  const found = candidates.find((path) => path && existsSync(path))
  if (!found) throw new Error('No Chromium found: install one, or name it in CHROMIUM_PATH')
  return found
}

/**
 * Bundles the page in a folder, which has an `index.html`, and serves it on a free port.
 *
 * @returns its address; `close` ends the server and removes the bundle
 */
export async function servePage(folder: string): Promise<{ url: string; close: () => Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'chime-page-'))
  const config = { root: folder, configFile: false, logLevel: 'error' } as const
  await build({ ...config, build: { outDir, emptyOutDir: true, minify: false } })
  const server = await preview({
    ...config,
    build: { outDir },
    preview: { host: '127.0.0.1', port: 0, open: false, cors: true },
  })
  const url = server.resolvedUrls?.local[0]
  if (!url) throw new Error('The page has no address')
  return {
    url,
    async close() {
      await server.close()
      await rm(outDir, { recursive: true, force: true })
    },
  }
}
