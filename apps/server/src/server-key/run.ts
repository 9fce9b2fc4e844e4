import { createServerKey } from '@chime/api/server-key/create'
import { listServerKeys } from '@chime/api/server-key/list'
import type { ServerKey } from '@chime/api/server-key/present'
import { revokeServerKey } from '@chime/api/server-key/revoke'
import type { Database } from '@chime/db'
import { withDatabase } from '../command/database.ts'
import type { Config } from '../config.ts'

export type Command = { verb: 'create'; name: string } | { verb: 'list' } | { verb: 'revoke'; id: string }

/** `json` is null when the command found nothing to do; `text` then says why. */
type Output = { text: string; json: unknown }

/** Does what `npm run keys` was asked for. @throws what `withDatabase` throws */
export function run(command: Command, config: Pick<Config, 'databaseUrl' | 'dataDir'>): Promise<Output> {
  return withDatabase(config, (db) => {
    switch (command.verb) {
      case 'create':
        return create(db, command.name)
      case 'list':
        return list(db)
      case 'revoke':
        return revoke(db, command.id)
    }
  })
}

async function create(db: Database, name: string): Promise<Output> {
  const made = await createServerKey(db, name)
  const text = `
  ${made.key}

This is the server key "${made.name}". It is shown only now. Keep it on your server: whoever has it signs in as any of your users.
To revoke it: npm run keys -- revoke ${made.id}`
  return { text, json: made }
}

async function list(db: Database): Promise<Output> {
  const keys = await listServerKeys(db)
  return { text: keys.length === 0 ? 'There are no keys. Make one: npm run keys -- create' : table(keys), json: keys }
}

async function revoke(db: Database, id: string): Promise<Output> {
  const revoked = await revokeServerKey(db, id)
  const text = revoked
    ? `The key "${revoked.name}" is refused from now on. Sessions that it made stay.`
    : `There is no key ${id}. npm run keys -- list shows the ids.`
  return { text, json: revoked }
}

function table(keys: ServerKey[]): string {
  const rows = keys.map(({ id, hint, name, createdAt, lastUsedAt, revokedAt }) => [
    id,
    `${hint}…`,
    minute(createdAt),
    minute(lastUsedAt) || 'never',
    revokedAt ? `revoked ${minute(revokedAt)}` : 'valid',
    name,
  ])
  const lines = [['id', 'key', 'made (UTC)', 'last used', 'state', 'name'], ...rows]
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? []
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

const minute = (time: string | null) => time?.slice(0, 16).replace('T', ' ') ?? ''
