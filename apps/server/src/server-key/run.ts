import { rotateSigningKeys } from '@chime/api/access-token/rotation'
import type { AuditKey } from '@chime/api/audit/entry'
import { record } from '@chime/api/audit/record'
import { createServerKey } from '@chime/api/server-key/create'
import { listServerKeys } from '@chime/api/server-key/list'
import type { ServerKey } from '@chime/api/server-key/present'
import { revokeServerKey } from '@chime/api/server-key/revoke'
import { type Database, transaction } from '@chime/db'
import { auditKeyOf } from '../audit-key.ts'
import { commandLine } from '../command/command-line.ts'
import { withDatabase } from '../command/database.ts'
import type { Output } from '../command/run-command.ts'
import { minute, table } from '../command/table.ts'
import type { Config } from '../config.ts'

export type Command =
  | { verb: 'create'; name: string }
  | { verb: 'list' }
  | { verb: 'revoke'; id: string }
  | { verb: 'rotate'; atOnce: boolean }

/**
 * Does what `npm run keys` was asked for. `json` is null when it found nothing to do; `text` then says why.
 *
 * @throws what `withDatabase` throws
 */
export function run(command: Command, config: Pick<Config, 'databaseUrl' | 'dataDir' | 'auditKey'>): Promise<Output> {
  const key = auditKeyOf(config)
  return withDatabase(config, (db) => {
    switch (command.verb) {
      case 'create':
        return create(db, key, command.name)
      case 'list':
        return list(db)
      case 'revoke':
        return revoke(db, key, command.id)
      case 'rotate':
        return rotate(db, command.atOnce)
    }
  })
}

async function create(db: Database, key: AuditKey, name: string): Promise<Output> {
  const made = await transaction(db, async (tx) => {
    const made = await createServerKey(tx, name)
    await record(tx, key, commandLine(), { action: 'keys.create', target: { id: made.id, name } })
    return made
  })
  const text = `
  ${made.key}

This is the server key "${made.name}". It is shown only now. Keep it on your server: whoever has it signs in as any of your users.
To revoke it: npm run keys -- revoke ${made.id}`
  return { text, json: made }
}

async function list(db: Database): Promise<Output> {
  const keys = await listServerKeys(db)
  return { text: keys.length === 0 ? 'There are no keys. Make one: npm run keys -- create' : listed(keys), json: keys }
}

async function revoke(db: Database, key: AuditKey, id: string): Promise<Output> {
  const revoked = await transaction(db, async (tx) => {
    const revoked = await revokeServerKey(tx, id)
    if (revoked) await record(tx, key, commandLine(), { action: 'keys.revoke', target: { id, name: revoked.name } })
    return revoked
  })
  const text = revoked
    ? `The key "${revoked.name}" is refused from now on. Sessions that it made stay.`
    : `There is no key ${id}. npm run keys -- list shows the ids.`
  return { text, json: revoked }
}

async function rotate(db: Database, atOnce: boolean): Promise<Output> {
  const keys = await rotateSigningKeys(db, { atOnce })
  const text = atOnce
    ? 'The signing keys are deleted. Within a minute access tokens from before are refused, and new keys sign.'
    : 'Running nodes make new signing keys within a minute, and sign with them in some 12 minutes, when everybody knows them.'
  return { text, json: { keys } }
}

function listed(keys: ServerKey[]): string {
  const rows = keys.map(({ id, hint, name, createdAt, lastUsedAt, revokedAt }) => [
    id,
    `${hint}…`,
    minute(createdAt),
    minute(lastUsedAt) || 'never',
    revokedAt ? `revoked ${minute(revokedAt)}` : 'valid',
    name,
  ])
  return table(['id', 'key', 'made (UTC)', 'last used', 'state', 'name'], rows)
}
