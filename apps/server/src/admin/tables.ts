import type { AdminPerson, AuditEntry, Filter } from '@chime/protocol'
import { minute, plain, table } from '../command/table.ts'

export const peopleTable = (people: readonly AdminPerson[]) =>
  table(
    ['username', 'role', 'state', 'last login (UTC)', 'name'],
    people.map(({ user, role, lastLoginAt }) => [
      plain(user.username),
      role,
      user.suspended ? 'suspended' : '',
      minute(lastLoginAt) || 'never',
      plain(user.fullName ?? ''),
    ]),
  )

export const filterTable = (filters: readonly Filter[]) =>
  table(
    ['kind', 'action', 'pattern', 'made (UTC)'],
    filters.map(({ kind, action, pattern, createdAt }) => [kind, action, plain(pattern), minute(createdAt)]),
  )

export const auditTable = (entries: readonly AuditEntry[]) =>
  table(
    ['number', 'time (UTC)', 'who', 'did', 'to', 'details', 'from'],
    entries.map(({ number, at, actor, action, target, targetId, details, address }) => [
      String(number),
      minute(at),
      plain(actor),
      plain(action),
      plain(target ?? targetId ?? ''),
      plain(
        Object.entries(details)
          .map(([name, value]) => `${name}: ${value}`)
          .join(', '),
      ),
      plain(address),
    ]),
  )
