import { findPerson } from '@chime/api/admin/find-person'
import { readPeople } from '@chime/api/admin/people'
import { changeRole } from '@chime/api/admin/set-role'
import { changeSuspension } from '@chime/api/admin/suspend'
import { readAudit } from '@chime/api/audit/list'
import { type Head, verifyAudit } from '@chime/api/audit/verify'
import { Refusal } from '@chime/api/errors'
import { createFilter } from '@chime/api/filter/create'
import { deleteFilter } from '@chime/api/filter/delete'
import { readFilters } from '@chime/api/filter/list'
import type { Database } from '@chime/db'
import { type FilterKind, fold, limits, type UserRole } from '@chime/protocol'
import { createMemoryBus } from '@chime/realtime'
import { auditKeyOf } from '../audit-key.ts'
import { commandLine } from '../command/command-line.ts'
import { withDatabase } from '../command/database.ts'
import { Misuse, type Output } from '../command/run-command.ts'
import type { Config } from '../config.ts'
import type { Command } from './read-command.ts'
import { auditTable, filterTable, peopleTable } from './tables.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

type Result = Output & { failed?: boolean }
type Settings = Pick<Config, 'databaseUrl' | 'dataDir' | 'auditKey'>
type Services = ReturnType<typeof servicesOf>

/**
 * Does what `npm run admin` was asked for.
 *
 * @throws Misuse what is refused, in words; what `withDatabase` throws
 */
export async function run(command: Command, settings: Settings): Promise<Result> {
  try {
    return await withDatabase(settings, (db) => perform(command, servicesOf(db, settings)))
  } catch (error) {
    throw error instanceof Refusal ? new Misuse(error.message) : error
  }
}

/**
 * What the verbs need here. The bus reaches nobody: nodes that run find each change in the database within seconds, and
 * end the sessions that it ended.
 */
function servicesOf(db: Database, settings: Settings) {
  return {
    db,
    bus: createMemoryBus(),
    log: quiet,
    auditKey: auditKeyOf(settings),
    filters: { reload: async () => {} },
  }
}

function perform(command: Command, services: Services): Promise<Result> {
  switch (command.verb) {
    case 'people':
      return people(services, command)
    case 'role':
      return role(services, command.username, command.role)
    case 'suspend':
    case 'reinstate':
      return suspension(services, command.username, command.verb === 'suspend')
    case 'filters':
      return filters(services)
    case 'add-filter': {
      const { verb: _, ...filter } = command
      return addFilter(services, filter)
    }
    case 'remove-filter':
      return removeFilter(services, command)
    case 'audit':
      return audit(services, command.limit)
    case 'verify':
      return verify(services, command.head)
  }
}

async function people({ db }: Services, { query, role, suspended }: Command & { verb: 'people' }): Promise<Result> {
  const found = []
  for (let cursor: string | undefined; ; ) {
    const page = await readPeople(db.drizzle, { query, role, suspended, cursor, limit: limits.pageMax })
    found.push(...page.people)
    if (page.cursor === null) break
    cursor = page.cursor
  }
  return { text: found.length === 0 ? 'There is nobody.' : peopleTable(found), json: found }
}

async function personNamed({ db }: Services, username: string) {
  const user = await findPerson(db, username)
  if (!user) throw new Misuse(`There is nobody with the username ${username}. npm run admin -- people shows all.`)
  return user
}

async function role(services: Services, username: string, role: UserRole): Promise<Result> {
  const user = await personNamed(services, username)
  await changeRole(services, commandLine(), { userId: user.id, role })
  const text =
    user.role === role ? `${user.username} had this role already: ${role}.` : `${user.username} is now: ${role}.`
  return { text, json: { userId: user.id, username: user.username, role } }
}

async function suspension(services: Services, username: string, suspended: boolean): Promise<Result> {
  const user = await personNamed(services, username)
  await changeSuspension(services, commandLine(), { userId: user.id, suspended })
  const done = suspended
    ? 'is suspended: all sessions end within seconds, and nobody logs in with this account.'
    : 'may log in again.'
  return { text: `${user.username} ${done}`, json: { userId: user.id, username: user.username, suspended } }
}

async function filters({ db }: Services): Promise<Result> {
  const all = await readFilters(db.drizzle)
  return { text: all.length === 0 ? 'There are no filters: everything may be written.' : filterTable(all), json: all }
}

async function addFilter(services: Services, filter: Parameters<typeof createFilter>[2]): Promise<Result> {
  const made = await createFilter(services, commandLine(), filter)
  const text = made.action === 'allow' ? 'may be written, whatever else is refused.' : 'may not be written any more.'
  return { text: `${made.pattern} ${text} All nodes follow within seconds.`, json: made }
}

async function removeFilter(
  services: Services,
  { kind, pattern }: { kind: FilterKind; pattern: string },
): Promise<Result> {
  const all = await readFilters(services.db.drizzle)
  const filter = all.find((one) => one.kind === kind && fold(one.pattern) === fold(pattern))
  if (!filter) throw new Misuse(`There is no ${kind} filter ${pattern}. npm run admin -- filters shows all.`)
  await deleteFilter(services, commandLine(), { id: filter.id })
  return { text: `The filter ${filter.pattern} is gone.`, json: filter }
}

async function audit({ db }: Services, limit: number): Promise<Result> {
  const { entries } = await readAudit(db.drizzle, { limit })
  return { text: entries.length === 0 ? 'Nothing has been done yet.' : auditTable(entries), json: entries }
}

async function verify({ db, auditKey }: Services, head: Head | null): Promise<Result> {
  const verdict = await verifyAudit(db, await auditKey(), head)
  const { entries, faults } = verdict
  if (faults.length > 0)
    return { text: `The audit log is not whole:\n  ${faults.join('\n  ')}`, json: verdict, failed: true }
  const last = verdict.head ? ` The last one is ${verdict.head.number}:${verdict.head.hash}` : ''
  const hint = head ? '' : '\nWhether the newest entries were removed is seen with --head, from the log of the server.'
  return { text: `The audit log is whole: ${entries} entries.${last}${hint}`, json: verdict }
}
