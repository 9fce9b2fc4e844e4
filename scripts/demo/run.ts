import { parseArgs } from 'node:util'
import { fail, say } from '../launch/say.js'
import { stopSignal } from '../launch/stop.js'
import { load } from './load.ts'
import { logins, personNamed } from './people.ts'
import { showProgress } from './progress.ts'
import { checkServer, defaultUrl } from './server.ts'
import { demoPassword, dismiss, gather, type Team } from './team.ts'
import { Trouble } from './trouble.ts'

const usage = `npm run demo [-- options]
  --url <url>        the running server; else the one that npm start runs, else http://localhost:3000
  --live             afterwards some people stay and go on talking, until Ctrl-C
  --size <factor>    how much of it, 1 for all
  --password <text>  of the demo's people; needed where others can reach the server`

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

/** `npm run demo`: loads the demo, shows how to log in, and with `--live` goes on until Ctrl-C. */
export async function runDemo(args: string[]): Promise<void> {
  const options = readOptions(args)
  if (options.help) return say(usage)
  const { url, size } = options
  const password = options.password ?? demoPassword
  const progress = showProgress(process.stdout)
  const lost = Promise.withResolvers<never>()
  lost.promise.catch(() => {})
  let loading = true
  const onLost = () =>
    loading && lost.reject(new Trouble('The server went away. Once it runs, run this again: it goes on.'))
  let team: Team | undefined
  try {
    await checkServer(url, options.password !== undefined)
    const place = { url, password, progress, signal: stopSignal, onLost }
    team = await gather(place)
    const { sent } = await Promise.race([load({ ...place, team }, size), lost.promise])
    loading = false
    progress.done()
    say(sent === 0 ? 'Everything was there already.' : `${sent.toLocaleString('en')} messages sent.`)
    say(table(url, password))
    await dismiss(team)
    process.exit(0)
  } catch (error) {
    progress.done()
    if (stopSignal.aborted) {
      say('Stopped. Run it again: it goes on where it stopped.')
      process.exit(130)
    }
    fail(error instanceof Trouble ? error.message : `The demo failed: ${error instanceof Error ? error.stack : error}`)
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
