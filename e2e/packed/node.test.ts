import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { afterAll, beforeAll, expect } from 'vitest'
import { chat, wentWell } from './runtimes.ts'
import { test } from './test.ts'

let server: ChimeServer
beforeAll(async () => {
  server = await startChimeServer()
})
afterAll(() => server?.close())

test('a script on this Node logs in, sends and receives', async ({ apps }) => {
  expect(await chat(server.url, apps.react19, process.execPath)).toEqual(wentWell)
})

test('the WebSocket of the package ws may be given', async ({ apps }) => {
  expect(await chat(server.url, apps.react19, process.execPath, { after: ['ws'] })).toEqual(wentWell)
})

test('where there is no WebSocket, the error names the remedy', async ({ apps }) => {
  const { code, output } = await chat(server.url, apps.react19, process.execPath, {
    before: ['--no-experimental-websocket'],
  })
  expect(code).toBe(1)
  expect(output).toContain('Install the package ws')
})
