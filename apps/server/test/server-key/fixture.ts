import { createServerKey } from '@chime/api/server-key/create'
import type { Me } from '@chime/protocol'
import type { OneNode } from '@chime/testing/one-node'
import { call } from '@chime/testing/raw-client'
import { withDatabase } from '../../src/command/database.ts'

// For tests of another application's server, which signs its users in.

type Place = Pick<OneNode, 'databaseUrl'>

export const createKey = ({ databaseUrl }: Place, name = 'shop') =>
  withDatabase({ databaseUrl, dataDir: '' }, (db) => createServerKey(db.drizzle, name))

/** Calls `auth.mintSession` as that server would. */
export const mint = (url: string, key: string, input: unknown, headers: Record<string, string> = {}) =>
  call(url, 'auth.mintSession', { input, headers: { authorization: `Bearer ${key}`, ...headers } })

/** @throws Error when it is refused */
export async function minted(url: string, key: string, input: unknown): Promise<{ user: Me; token: string }> {
  const { data, error } = await mint(url, key, input)
  if (error) throw new Error(error.message)
  return data as { user: Me; token: string } // the output of the procedure
}
