import { type Database, schema } from '@chime/db'
import { asc } from 'drizzle-orm'
import { type ServerKey, toServerKey } from './present.ts'

const { serverKeys } = schema

/** All server keys, also those that were revoked, the oldest first. */
export async function listServerKeys({ drizzle }: Database): Promise<ServerKey[]> {
  const rows = await drizzle.select().from(serverKeys).orderBy(asc(serverKeys.createdAt), asc(serverKeys.id))
  return rows.map(toServerKey)
}
