import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '@chime/testing/free-port'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect } from 'vitest'
import { launch, serve, talk } from './browser.ts'
import { room } from './room.ts'
import { run } from './run.ts'
import { test } from './test.ts'

let server: ChimeServer
let browser: Browser
let port: number
beforeAll(async () => {
  port = await freePort()
  server = await startChimeServer({ ALLOWED_ORIGINS: `http://127.0.0.1:${port}` })
  browser = await launch()
})
afterAll(async () => {
  await browser?.close()
  await server?.close()
})

test.for(['react19', 'react18'] as const)('hooks and components render on a server with %s', async (name, { apps }) => {
  const { snapshot, channelId, close } = await room(server.url)
  const initial = JSON.stringify(await snapshot())
  const { code, output } = await run(process.execPath, ['page/render.mjs', initial, channelId], apps[name])
  expect({ code, output }).toMatchObject({ code: 0 })
  expect(output).toMatch(name === 'react19' ? />19\.[\d.]+ The shop: May I help you\?</ : />18\.3\.1 The shop: May I/)
  await close()
})

test('an app that Vite builds with React 19 talks in a browser', async ({ apps }) => {
  const folder = join(apps.react19, 'page')
  const vite = join(apps.react19, 'node_modules/vite/bin/vite.js')
  const built = await run(process.execPath, [vite, 'build'], folder, { env: { NODE_ENV: 'production' } })
  expect(built).toMatchObject({ code: 0 })
  await inBrowser(join(folder, 'dist'))
})

test('an app that esbuild builds with React 18.3 talks in a browser', async ({ apps }) => {
  const folder = join(apps.react18, 'page')
  const dist = join(folder, 'dist')
  const options = ['--bundle', '--splitting', '--format=esm', '--jsx=automatic', '--minify', `--outdir=${dist}`]
  const esbuild = join(apps.react19, 'node_modules/.bin/esbuild')
  const built = await run(esbuild, ['main.tsx', ...options], folder)
  expect(built).toMatchObject({ code: 0 })
  const html =
    '<!doctype html><link rel="icon" href="data:,"><link rel="stylesheet" href="main.css"><div id="app" style="height:600px"></div>'
  await writeFile(join(dist, 'index.html'), `${html}<script type="module" src="main.js"></script>`)
  await inBrowser(dist)
})

async function inBrowser(dist: string): Promise<void> {
  const page = await serve(dist, port)
  const people = await room(server.url)
  try {
    await talk(browser, page.url, people)
  } finally {
    await people.close()
    await page.stop()
  }
}
