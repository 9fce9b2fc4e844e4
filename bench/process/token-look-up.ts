import { createHash } from 'node:crypto'
import pg from 'pg'

/** What every chat server does first: looks up whose token this is, here with one indexed query. */
export function tokenLookUp(databaseUrl: string): (token: string | undefined) => Promise<string | null> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10 })
  pool.on('error', () => {})
  return async (token = '') => {
    const hash = createHash('sha256').update(token).digest('hex')
    const { rows } = await pool.query<{ user_id: string }>({
      name: 'token',
      text: 'select user_id from sessions where token_hash = $1 and expires_at > now()',
      values: [hash],
    })
    return rows[0]?.user_id ?? null
  }
}
