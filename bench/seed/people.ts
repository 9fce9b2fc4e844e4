import { createHash, randomBytes } from 'node:crypto'
import type pg from 'pg'

export type Seeded = { id: string; token: string }

/** Inserts users with one session each. To register them would mostly hash passwords, which takes long. */
export async function addPeople(pool: pg.Pool, count: number): Promise<Seeded[]> {
  const people = Array.from({ length: count }, () => ({
    id: crypto.randomUUID(),
    token: randomBytes(32).toString('base64url'),
  }))
  const ids = people.map(({ id }) => id)
  await pool.query(
    `insert into users (id, username, email, password_hash)
     select id, 'bench-' || left(id::text, 13), id || '@example.com', 'nobody logs in with this' from unnest($1::uuid[]) id`,
    [ids],
  )
  await pool.query(
    `insert into sessions (token_hash, user_id, expires_at, ends_at)
     select hash, id, now() + interval '1 day', now() + interval '1 day' from unnest($1::text[], $2::uuid[]) as t (hash, id)`,
    [people.map(({ token }) => createHash('sha256').update(token).digest('hex')), ids],
  )
  return people
}
