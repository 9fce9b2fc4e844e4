import { schema, type Tx } from '@chime/db'
import { makeKey } from './key.ts'
import { type ServerKey, toServerKey } from './present.ts'

const { serverKeys } = schema

/**
 * Makes a server key.
 *
 * @param name what people call it in lists; sessions that it mints carry this name too
 * @returns `key` is the secret itself, which cannot be read again
 */
export async function createServerKey(tx: Pick<Tx, 'insert'>, name: string): Promise<ServerKey & { key: string }> {
  const { key, ...kept } = makeKey()
  const [row] = await tx
    .insert(serverKeys)
    .values({ ...kept, name })
    .returning()
  if (!row) throw new Error('an insert returned no row')
  return { ...toServerKey(row), key }
}
