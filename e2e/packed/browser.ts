import { createReadStream, existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { type Browser, chromium, expect } from '@playwright/test'
import { chromiumFlags } from '../browser/chromium-flags.ts'
import type { room } from './room.ts'

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' }

export const launch = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM_PATH || undefined, args: chromiumFlags })

/** Serves what a bundler has made. */
export async function serve(folder: string, port: number): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    const file = join(folder, pathname === '/' ? 'index.html' : pathname)
    if (!existsSync(file)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(response)
  })
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/**
 * Opens an outside app in a browser and talks through it: what is there is shown, what comes is shown, what is sent
 * arrives, and the page reports no error.
 */
export async function talk(browser: Browser, page: string, { address, say, heard }: Awaited<ReturnType<typeof room>>) {
  const tab = await browser.newPage()
  const problems: string[] = []
  tab.on('pageerror', (error) => problems.push(error.message))
  tab.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text())
  })
  try {
    await tab.goto(address(page))
    await expect(tab.getByText('May I help you?')).toBeVisible({ timeout: 20_000 })
    await say('Take your time.')
    await expect(tab.getByText('Take your time.')).toBeVisible({ timeout: 20_000 })
    await tab.getByRole('textbox').last().fill('Yes, please')
    await tab.keyboard.press('Enter')
    await expect.poll(heard, { timeout: 20_000 }).toContain('Yes, please')
    expect(problems).toEqual([])
  } finally {
    await tab.close()
  }
}
