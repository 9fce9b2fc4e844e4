import { parseArgs } from 'node:util'
import { TRPCClientError } from '@trpc/client'
import { fail, say } from '../launch/say.js'
import { stopSignal } from '../launch/stop.js'
import { playLive } from './live/live.ts'
import { liveNames } from './live/members.ts'
import { load } from './load.ts'
import { logins, personNamed } from './people.ts'
import { showProgress } from './progress.ts'
import { checkServer, defaultUrl } from './server.ts'
import { demoPassword, dismiss, gather } from './team.ts'
import { Trouble } from './trouble.ts'

const usage = `npm run demo [-- options]
  --url <url>        the running server; else the one that npm start runs, else http://localhost:3000
  --live             afterwards some people stay and go on talking, until Ctrl-C
  --size <factor>    how much of it, 1 for all
  --password <text>  of the demo's people; needed where others can reach the server`

const gone = 'The server went away. Once it runs, run this again: it goes on where it stopped.'

function readOptions(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        url: { type: 'string' },
        live: { type: 'boolean', default: false },
        size: { type: 'string', default: '1' },
        password: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
    const size = Number(values.size)
    if (!(size > 0 && size <= 1)) throw new Error('--size is a number from 0 to 1')
    return { ...values, size, url: (values.url ?? defaultUrl()).replace(/\/+$/, '') }
  } catch (error) {
    return fail(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  }
}

/** Does `npm run demo`: loads the content, shows how to log in, and with `--live` goes on until Ctrl-C. */
export async function runDemo(args: string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return say(usage)
  const { url, size } = options
  const password = options.password ?? demoPassword
  const progress = showProgress(process.stdout)
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => {})
  let onLost = () => lost.reject(new Trouble(gone))
  try {
    await checkServer(url, options.password !== undefined)
    const place = { url, password, progress, signal: stopSignal, onLost: () => onLost() }
    const loading = gather(place).then(async (team) => ({ team, ...(await load({ ...place, team }, size)) }))
    const { team, sent, channelIds } = await Promise.race([loading, lost.promise])
    onLost = tellOnce('The server went away. They wait for it …')
    progress.done()
    say(sent === 0 ? 'Everything was there already.' : `${sent.toLocaleString('en')} messages sent.`)
    say(table(url, password))
    if (options.live) {
      say(`${liveNames.length} of them stay and go on talking. Write to them, they answer. Ctrl-C ends it.`)
      await playLive(team, channelIds, stopSignal)
      say('Everybody has gone home.')
    }
    await dismiss(team.values())
    process.exit(0)
  } catch (error) {
    progress.done()
    if (stopSignal.aborted) {
      say('Stopped. Run it again: it goes on where it stopped.')
      process.exit(130)
    }
    if (error instanceof Trouble) fail(error.message)
    // The error has no data, so there was no answer at all.
    if (error instanceof TRPCClientError && !error.data) fail(gone)
    fail(`The demo failed: ${error instanceof Error ? error.stack : error}`)
  }
}

/** Prints a line once: many sockets break at the same time, and each of them calls this. */
function tellOnce(line: string): () => void {
  let toldAt = 0
  return () => {
    if (!stopSignal.aborted && Date.now() - toldAt > 30_000) say(line)
    toldAt = Date.now()
  }
}

function table(url: string, password: string): string {
  const rows = logins.map((username) => [username, password, personWithRole(username)])
  const widths = [0, 1].map((column) => Math.max(8, ...rows.map((row) => (row[column] ?? '').length)))
  const lines = [['username', 'password', ''], ...rows].map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('   ')}`.trimEnd(),
  )
  return `\n  ${url}\n\n${lines.join('\n')}\n`
}

const personWithRole = (username: string) => {
  const { fullName, role } = personNamed(username)
  return `${fullName}, ${role}`
}
