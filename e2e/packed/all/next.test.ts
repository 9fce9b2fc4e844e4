import { join } from 'node:path'
import { freePort } from '@chime/testing/free-port'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { answers, startProgram } from '@chime/testing/process/program'
import { afterAll, beforeAll, expect } from 'vitest'
import { launch, talk } from '../browser.ts'
import { room } from '../room.ts'
import { run } from '../run.ts'
import { test } from '../test.ts'

let server: ChimeServer
let port: number
beforeAll(async () => {
  port = await freePort()
  server = await startChimeServer({ ALLOWED_ORIGINS: `http://127.0.0.1:${port}` })
})
afterAll(() => server?.close())

test('a Next app shows on its server what it has prefetched, and goes on in the browser', async ({ apps }) => {
  const folder = join(apps.react19, 'next')
  const next = join(apps.react19, 'node_modules/next/dist/bin/next')
  const env = { NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' }
  const built = await run(process.execPath, [next, 'build'], folder, { env })
  expect(built, built.output).toMatchObject({ code: 0 })
  const url = `http://127.0.0.1:${port}`
  const ready = () => answers(`${url}/icon`)
  const app = await startProgram([next, 'start', '-H', '127.0.0.1', '-p', String(port)], { cwd: folder, env, ready })
  const people = await room(server.url)
  const browser = await launch()
  try {
    const html = await (await fetch(people.address(url))).text()
    expect(html).toContain('The shop')
    expect(html).toContain('May I help you?')
    await talk(browser, url, people)
  } finally {
    await browser.close()
    await people.close()
    await app.stop()
  }
})
