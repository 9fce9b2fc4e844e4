import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from './ports.js'
import { type KnownProcess, knownProcess, runs as stillRuns } from './process-identity.js'
import { root } from './say.js'

// Runs `node scripts/start.js` as people do: with its server, its web app and its own Postgres.

const readyTimeout = { timeout: 240_000, interval: 50 }
const endTimeout = { timeout: 20_000, interval: 50 }

let folder: string
let dataDir: string
let port: number
let runs: ChildProcess[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chime-start-'))
  dataDir = join(folder, 'data')
  port = await freePort()
  runs = []
})

afterEach(async () => {
  for (const run of runs) await stop(run, 'SIGTERM')
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

type Run = { process: ChildProcess; output: () => string; ended: Promise<number | null> }

function start(environment: Record<string, string> = {}): Run {
  const { DATABASE_URL: _database, REDIS_URL: _redis, npm_lifecycle_event: _npm, ...env } = process.env
  const child = spawn(process.execPath, ['scripts/start.js'], {
    cwd: root,
    env: { ...env, NODE_ENV: '', PORT: String(port), DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  runs.push(child)
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)))
  return { process: child, output: () => output, ended }
}

async function startAndWait(): Promise<Run> {
  const run = start()
  await vi.waitFor(() => {
    if (run.process.exitCode !== null) throw new Error(`it ended:\n${run.output()}`)
    expect(run.output()).toContain('Chime runs at')
  }, readyTimeout)
  return run
}

async function stop(run: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (run.exitCode !== null || run.signalCode !== null) return
  const ended = new Promise((resolve) => run.once('exit', resolve))
  run.kill(signal)
  await ended
}

const url = () => `http://localhost:${port}`
const page = async (path: string) => (await fetch(`${url()}${path}`)).text()

/** The processes of the run: the server, the web app and Postgres. */
function processesOf(): KnownProcess[] {
  const { children } = JSON.parse(readFileSync(join(dataDir, 'start.json'), 'utf8'))
  const postmaster = Number(readFileSync(join(dataDir, 'cluster/postmaster.pid'), 'utf8').split('\n')[0])
  return [...children, knownProcess(postmaster)]
}

test('one URL serves pages and the API; a second start names the first; Ctrl-C, twice, ends everything cleanly', {
  timeout: 300_000,
}, async () => {
  const run = await startAndWait()
  expect(run.output()).toContain(`Chime runs at ${url()}`)
  // A server without an admin says how somebody becomes the first.
  await vi.waitFor(() => expect(run.output()).toMatch(/http:\/\/localhost:\d+\/claim\/[\w-]{43}/), endTimeout)
  expect(await page('/login')).toContain('<form')
  expect(await page('/readyz')).toMatch(/ready/)

  const second = start({ PORT: String(await freePort()) })
  expect(await second.ended).toBe(1)
  expect(second.output()).toContain(`Chime already runs here at ${url()} (pid ${run.process.pid}).`)

  const processes = processesOf()
  run.process.kill('SIGINT')
  run.process.kill('SIGINT')
  expect(await run.ended).toBe(0)
  expect(processes.filter(stillRuns)).toEqual([])
  expect(existsSync(join(dataDir, 'start.json'))).toBe(false)
})

test('after kill -9 the next start takes over, and what was written is there', { timeout: 300_000 }, async () => {
  const first = await startAndWait()
  const account = { username: 'ada', email: 'ada@example.com', password: 'a good long password' }
  const headers = { 'content-type': 'application/json' }
  await fetch(`${url()}/trpc/auth.register`, { method: 'POST', headers, body: JSON.stringify(account) })
  const processes = processesOf()
  await stop(first.process, 'SIGKILL')

  await startAndWait()
  expect(processes.slice(0, 2).filter(stillRuns), 'server and web app of the killed start').toEqual([])
  const body = JSON.stringify({ identifier: 'ada', password: account.password })
  const answer = await fetch(`${url()}/trpc/auth.login`, { method: 'POST', headers, body })
  expect(answer.status).toBe(200)
})

test('when the server dies, all of it ends, with words and an exit code', { timeout: 300_000 }, async () => {
  const run = await startAndWait()
  const [server, ...others] = processesOf()
  process.kill(server?.pid ?? 0, 'SIGKILL')
  expect(await run.ended).toBe(1)
  expect(run.output()).toContain('The server was ended by SIGKILL; everything was stopped.')
  await vi.waitFor(() => expect(others.filter(stillRuns)).toEqual([]), endTimeout)
})

test('a taken port is named at once', async () => {
  const squatter = createServer().listen(port, '127.0.0.1')
  const run = start()
  expect(await run.ended).toBe(1)
  expect(run.output()).toContain(`Port ${port} is taken by another program.`)
  squatter.close()
})

test('a folder that cannot be written is named at once', async () => {
  const file = join(folder, 'a-file')
  writeFileSync(file, '')
  const run = start({ DATA_DIR: join(file, 'data') })
  expect(await run.ended).toBe(1)
  expect(run.output()).toContain(`You may not write in ${file}.`)
})

test('a configuration that the server refuses is shown in its words', { timeout: 300_000 }, async () => {
  const run = start({ REDIS_URL: 'not a url' })
  expect(await run.ended).toBe(1)
  expect(run.output()).toContain('REDIS_URL: must be a URL')
})
