// Runs the server and the web app as children of this process. If one of them ends, the other is stopped too.
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ensureServerBuilt, serverEnv, serverProgram } from './build-server.js'
import { ensureWebBuilt, nextEnv, nextProgram } from './build-web.js'
import { startChild } from './child.js'
import { stopOrphanedPostgres } from './orphaned-postgres.js'
import { refuseTakenPort } from './place.js'
import { freePort } from './ports.js'
import { fail, root, say } from './say.js'
import { giveUpDataDir, noteChildren, noteStopping, takeDataDir } from './start-file.js'
import { stopRequested } from './stop.js'

/** @typedef {import('./child.js').Child} Child */

const stopGraceMs = 10_000
const startDeadlineMs = 120_000

/** @param {string} url */
async function answers(url) {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000), redirect: 'manual' })
    await response.body?.cancel()
    return response.status < 500
  } catch {
    return false
  }
}

/** @param {string[]} urls */
async function untilAllAnswer(urls) {
  const deadline = Date.now() + startDeadlineMs
  while (Date.now() < deadline) {
    const all = await Promise.all(urls.map(answers))
    if (all.every(Boolean)) return /** @type {const} */ ('ready')
    await setTimeout(100)
  }
  return /** @type {const} */ ('late')
}

/** @param {import('./place.js').Place} place */
export async function run({ port: wantedPort, host, dataDir }) {
  const port = wantedPort || (await freePort())
  const near = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  const origin = `http://${near.includes(':') ? `[${near}]` : near}:${port}`
  const url = process.env.PUBLIC_URL || origin.replace('127.0.0.1', 'localhost')

  await takeDataDir(dataDir, url)
  process.on('exit', () => giveUpDataDir(dataDir))
  await refuseTakenPort(port, host)
  await ensureServerBuilt()
  await ensureWebBuilt()

  say('Starting …')
  const webPort = await freePort()
  const webUrl = `http://127.0.0.1:${webPort}`
  const logFile = process.env.LOG_FILE || join(dataDir, 'logs/server.log')
  const server = startChild('The server', serverProgram, {
    cwd: root,
    env: serverEnv({
      NODE_ENV: process.env.NODE_ENV || 'production',
      PORT: String(port),
      DATA_DIR: dataDir,
      WEB_URL: webUrl,
      LOG_FILE: logFile,
    }),
  })
  const web = startChild('The web app', [nextProgram, 'start', '-H', '127.0.0.1', '-p', String(webPort)], {
    cwd: join(root, 'apps/web'),
    env: nextEnv({ NODE_ENV: 'production', SERVER_URL: origin }),
  })
  const children = [server, web]
  noteChildren(
    dataDir,
    children.map((child) => child.known),
  )

  const death = Promise.race(children.map((child) => child.ended.then((how) => ({ child, how }))))
  const started = await Promise.race([untilAllAnswer([`${origin}/readyz`, webUrl]), stopRequested, death])
  if (started === 'ready') {
    say(`\n  Chime runs at ${url}\n`)
    sayAdminLink(url, await server.told)
    say(`  Data: ${dataDir}   Log: ${dirname(logFile)}   Stop: Ctrl-C`)
  }
  const end = started === 'ready' ? await Promise.race([stopRequested, death]) : started
  noteStopping(dataDir)
  if (end === 'stop') say('Stopping …')
  await stopAll(children)
  if (end === 'stop') {
    say('Stopped.')
    process.exit(0)
  }
  await stopOrphanedPostgres(dataDir).catch((error) => console.error(`Postgres may still run: ${error.message}`))
  const last = (end === 'late' ? children : [end.child]).map((child) => child.lastLines()).join('\n')
  if (last.trim() !== '') console.error(last)
  const what = end === 'late' ? 'Chime did not become ready in two minutes' : `${end.child.name} ${end.how}`
  fail(`${what}; everything was stopped. Log: ${dirname(logFile)}`)
}

/**
 * While the server has no admin, it tells the path by which somebody becomes the first one.
 *
 * @param {string} url @param {unknown} told
 */
function sayAdminLink(url, told) {
  if (typeof told !== 'object' || told === null || !('adminPath' in told) || typeof told.adminPath !== 'string') return
  say('  It has no admin yet. Whoever opens this link and registers or logs in becomes its admin:\n')
  say(`  ${new URL(told.adminPath, url).href}\n`)
}

/** Stops the web app last: the server may still be passing pages of it on to browsers. @param {Child[]} children */
async function stopAll(children) {
  for (const child of children) await child.stop(stopGraceMs)
}
