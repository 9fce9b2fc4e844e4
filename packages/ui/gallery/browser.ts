import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { build, type InlineConfig, mergeConfig, preview } from 'vite'
import { writeStyles } from '../css/write-styles.ts'
import { galleryNode } from './node.ts'
import { galleryConfig } from './vite.config.ts'

/** Opens Chromium: the one that CHROMIUM_PATH names, else the one of Playwright, else the one of the system. */
export function openBrowser(): Promise<Browser> {
  const candidates = [
    process.env.CHROMIUM_PATH,
    chromium.executablePath(),
    '/usr/bin/chromium',
    '/usr/bin/google-chrome',
  ]
  const found = candidates.find((path) => path && existsSync(path))
  if (!found) throw new Error('No Chromium found: install one, or name it in CHROMIUM_PATH')
  return chromium.launch({ executablePath: found, args: ['--no-sandbox', '--font-render-hinting=none'] })
}

export type Gallery = { url: string; close: () => Promise<void> }

/**
 * Builds the gallery into a temporary folder and serves it on a free port. `close` removes the folder. `changes` are
 * changes to the configuration of Vite.
 */
export async function serveGallery(changes: InlineConfig = {}): Promise<Gallery> {
  const outDir = await mkdtemp(join(tmpdir(), 'chime-gallery-'))
  const node = galleryNode()
  const config = galleryConfig(node.plugin)
  const remove = () => rm(outDir, { recursive: true, force: true })
  try {
    // Not minified, so that the errors in tests have readable names.
    const options = { logLevel: 'error', build: { outDir, emptyOutDir: true, minify: false } } as const
    await writeStyles()
    await build(mergeConfig(mergeConfig(config, options), changes))
    const server = await preview({ ...config, build: { outDir }, preview: { host: '127.0.0.1', port: 0, open: false } })
    const url = server.resolvedUrls?.local[0]
    if (!url) throw new Error('The gallery has no address')
    return {
      url,
      close: async () => {
        await server.close()
        await node.stop()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
