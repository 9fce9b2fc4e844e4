import { parseArgs } from 'node:util'
import type { Head } from '@chime/api/audit/verify'
import { type FilterAction, type FilterKind, limits, UserRole, wrongPattern } from '@chime/protocol'
import { Misuse } from '../command/run-command.ts'

export const usage = `npm run admin -- people [<name>] [--role <role>] [--suspended]   lists who has an account
npm run admin -- grant <username>            makes somebody an admin
npm run admin -- role <username> <role>      gives a role: user, moderator or admin
npm run admin -- suspend <username>          ends all sessions, and lets nobody log in with this account
npm run admin -- reinstate <username>        lets a suspended person log in again
npm run admin -- filters                     lists what may not be written here
npm run admin -- filters add <word|link> <pattern> [--allow]    refuses it, or makes an exception
npm run admin -- filters remove <word|link> <pattern>
npm run admin -- audit [--limit <n>]         shows what admins and moderators have done, the newest first
npm run admin -- audit --verify [--head <number:hash>]          finds what was changed in the audit log, removed or added
                                             --head: a line "head of the audit log" of the server's log

  --json   prints JSON, for scripts (npm run --silent admin -- …)

It works beside a running server and without one, and whatever it does stands in the audit log.`

export type Command =
  | { verb: 'people'; query: string; role: UserRole | undefined; suspended: true | undefined }
  | { verb: 'role'; username: string; role: UserRole }
  | { verb: 'suspend' | 'reinstate'; username: string }
  | { verb: 'filters' }
  | { verb: 'add-filter'; kind: FilterKind; pattern: string; action: FilterAction }
  | { verb: 'remove-filter'; kind: FilterKind; pattern: string }
  | { verb: 'audit'; limit: number }
  | { verb: 'verify'; head: Head | null }

type Values = ReturnType<typeof parse>['values']
type Option = Exclude<keyof Values, 'json' | 'help'>

/**
 * @returns null when only the usage is asked for
 * @throws Misuse
 */
export function readCommand(args: string[]): { command: Command; json: boolean } | null {
  const { values, positionals } = parse(args)
  if (values.help || positionals.length === 0) return null
  return { json: values.json, command: commandOf(positionals, values) }
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        role: { type: 'string' },
        suspended: { type: 'boolean' },
        allow: { type: 'boolean' },
        limit: { type: 'string' },
        verify: { type: 'boolean' },
        head: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : error}\n\n${usage}`)
  }
}

function commandOf(words: string[], values: Values): Command {
  const [verb, first, second] = words
  const is = (name: string, from: number, to = from) =>
    verb === name && words.length - 1 >= from && words.length - 1 <= to
  const only = (...options: Option[]) => refuseOthers(words, values, options)
  if (is('people', 0, 1)) {
    only('role', 'suspended')
    const { role, suspended } = values
    return {
      verb: 'people',
      query: first ?? '',
      role: role === undefined ? undefined : roleOf(role),
      suspended: suspended === true ? true : undefined,
    }
  }
  if (verb === 'filters' && (first === 'add' || first === 'remove') && words.length >= 4) {
    only(...(first === 'add' ? (['allow'] as const) : []))
    const filter = filterOf(second, words.slice(3).join(' '))
    if (first === 'remove') return { verb: 'remove-filter', ...filter }
    return { verb: 'add-filter', ...filter, action: values.allow ? 'allow' : 'refuse' }
  }
  if (is('audit', 0) && (values.verify || values.head !== undefined)) {
    only('verify', 'head')
    return { verb: 'verify', head: values.head === undefined ? null : headOf(values.head) }
  }
  if (is('audit', 0)) {
    only('limit')
    return { verb: 'audit', limit: limitOf(values.limit) }
  }
  only()
  if (is('filters', 0)) return { verb: 'filters' }
  if (is('grant', 1)) return { verb: 'role', username: first ?? '', role: 'admin' }
  if (is('role', 2)) return { verb: 'role', username: first ?? '', role: roleOf(second ?? '') }
  if (is('suspend', 1)) return { verb: 'suspend', username: first ?? '' }
  if (is('reinstate', 1)) return { verb: 'reinstate', username: first ?? '' }
  throw new Misuse(`${words.join(' ')}: there is no such command.\n\n${usage}`)
}

function refuseOthers(words: string[], values: Values, allowed: readonly Option[]): void {
  const { json: _, help: __, ...options } = values
  const wrong = Object.keys(options).find((name) => !allowed.some((one) => one === name))
  if (wrong !== undefined) throw new Misuse(`--${wrong} does not belong to ${words.join(' ')}.\n\n${usage}`)
}

function roleOf(text: string): UserRole {
  const { success, data } = UserRole.safeParse(text)
  if (!success) throw new Misuse(`${text} is no role. The roles are user, moderator and admin.`)
  return data
}

function filterOf(kind: string | undefined, pattern: string): { kind: FilterKind; pattern: string } {
  if (kind !== 'word' && kind !== 'link') throw new Misuse(`${kind} is no kind of filter. There are word and link.`)
  const trimmed = pattern.trim()
  const wrong =
    trimmed === '' || trimmed.length > limits.filterPatternMax
      ? `must have 1 to ${limits.filterPatternMax} characters`
      : wrongPattern(kind, trimmed)
  if (wrong !== null) throw new Misuse(`The pattern ${trimmed} ${wrong}.`)
  return { kind, pattern: trimmed }
}

function limitOf(text: string | undefined): number {
  const limit = Number(text ?? limits.pageDefault)
  if (!Number.isInteger(limit) || limit < 1 || limit > limits.pageMax) {
    throw new Misuse(`--limit is a number from 1 to ${limits.pageMax}.`)
  }
  return limit
}

function headOf(text: string): Head {
  const [, number, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim()) ?? []
  if (number === undefined || hash === undefined) {
    throw new Misuse('--head is a number, a colon and 64 characters of a hash, as in the log of the server.')
  }
  return { number: Number(number), hash }
}
