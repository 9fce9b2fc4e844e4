import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build, preview } from 'vite'
import config from './vite.config.ts'

/** A Chromium to look with: CHROMIUM_PATH, else Playwright's own, else the system's. */
export function openBrowser(): Promise<Browser> {
  const candidates = [
    // biome-ignore lint/style/noProcessEnv: a tool and a test, not the app
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ]
  const found = candidates.find((path) => path && existsSync(path))
  if (!found) throw new Error('No Chromium found: install one, or name it in CHROMIUM_PATH')
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--font-render-hinting=none'] })
}

/** Builds the gallery into a folder of its own and serves it on a free port of this machine. */
export async function serveGallery(): Promise<{ url: string; close: () => Promise<void> }> {
  const outDir = await mkdtemp(join(tmpdir(), 'chime-gallery-'))
  const remove = () => rm(outDir, { recursive: true, force: true })
  try {
    // Not minified: an error in a test should name what it is about.
    await build({ ...config, logLevel: 'error', build: { outDir, emptyOutDir: true, minify: false } })
    const server = await preview({ ...config, build: { outDir }, preview: { host: '127.0.0.1', port: 0, open: false } })
    const url = server.resolvedUrls?.local[0]
    if (!url) throw new Error('The gallery has no address')
    return {
      url,
      close: async () => {
        await server.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
