import { schema, type Tx } from '@chime/db'
import { and, eq, isNull } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { users } = schema

/** @throws Refusal `FORBIDDEN` for anybody who is no admin of this server */
export async function mustAdminister(tx: Pick<Tx, '$count'>, userId: string): Promise<void> {
  const admins = and(eq(users.id, userId), eq(users.role, 'admin'), isNull(users.suspendedAt))
  if ((await tx.$count(users, admins)) === 0) throw new Refusal('FORBIDDEN', 'Only admins of this server may do this')
}
