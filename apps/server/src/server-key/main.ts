import { parseArgs } from 'node:util'
import { limits, id as uuid } from '@chime/protocol'
import { Misuse, runCommand } from '../command/run-command.ts'
import { readConfig } from '../config.ts'
import type { Command } from './run.ts'

const usage = `npm run keys -- create [--name <text>]   makes a server key and shows it, this once
npm run keys -- list                     shows all keys, without the secrets
npm run keys -- revoke <id>              makes every node refuse a key from now on
npm run keys -- rotate                   lets new signing keys sign access tokens, unnoticed; every 30 days it happens by itself
npm run keys -- rotate --at-once         for signing keys that leaked: within a minute all access tokens are refused, and new ones made

  --json   prints JSON, for scripts (npm run --silent keys -- …)

With a server key, the server of your own application signs its users in: auth.mintSession.`

/** @returns null when only the usage is asked for */
function readCommand(args: string[]): { command: Command; json: boolean } | null {
  const { values, positionals } = parse(args)
  const [verb, ...rest] = positionals
  const { json, name, 'at-once': atOnce } = values
  if (values.help || verb === undefined) return null
  if (name !== undefined && verb !== 'create') throw new Misuse('--name belongs to create.')
  if (atOnce && verb !== 'rotate') throw new Misuse('--at-once belongs to rotate.')
  if (verb === 'create' && rest.length === 0) return { json, command: { verb, name: nameOf(name ?? 'server') } }
  if (verb === 'list' && rest.length === 0) return { json, command: { verb } }
  if (verb === 'revoke' && rest.length === 1) return { json, command: { verb, id: idOf(rest[0] ?? '') } }
  if (verb === 'rotate' && rest.length === 0) return { json, command: { verb, atOnce } }
  throw new Misuse(`${positionals.join(' ')}: there is no such command.\n\n${usage}`)
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        json: { type: 'boolean', default: false },
        'at-once': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  }
}

function nameOf(text: string): string {
  const name = text.trim()
  if (name === '' || name.length > limits.serverKeyNameMax || /\p{Cc}/u.test(name)) {
    throw new Misuse(`--name is one line of 1 to ${limits.serverKeyNameMax} characters.`)
  }
  return name
}

function idOf(text: string): string {
  const { success, data } = uuid.safeParse(text)
  if (!success) throw new Misuse(`${text} is no id of a key. npm run keys -- list shows the ids.`)
  return data
}

runCommand(async () => {
  const read = readCommand(process.argv.slice(2))
  if (!read) return usage
  const config = readConfig()
  // Loaded only now, because it takes a while: what is wrong with the command is said at once.
  const { run } = await import('./run.ts')
  const { text, json } = await run(read.command, config)
  if (json === null) throw new Misuse(text)
  return read.json ? JSON.stringify(json) : text
})
