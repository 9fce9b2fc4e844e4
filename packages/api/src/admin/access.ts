import { schema, type Tx, type UserRow } from '@chime/db'
import type { UserRole } from '@chime/protocol'
import { and, eq, isNull } from 'drizzle-orm'
import { Refusal } from '../errors.ts'

const { instance, users } = schema

const ranks: Record<UserRole, number> = { user: 0, moderator: 1, admin: 2 }

type Standing = Pick<UserRow, 'role' | 'suspendedAt'>

/** Whether somebody has this role on the server, or a higher one. */
const hasRole = (person: Standing | undefined, role: UserRole): boolean =>
  person !== undefined && person.suspendedAt === null && ranks[person.role] >= ranks[role]

/** Whether the one role is above the other: only then does who has it suspend who has the other. */
export const isAbove = (role: UserRole, other: UserRole): boolean => ranks[role] > ranks[other]

const only = { admin: 'Only admins of this server may do this', moderator: 'Only admins and moderators may do this' }

/** @throws Refusal `FORBIDDEN` */
export function mustHaveRole(person: Standing | undefined, role: 'moderator' | 'admin'): void {
  if (!hasRole(person, role)) throw new Refusal('FORBIDDEN', only[role])
}

/** @throws Refusal `FORBIDDEN` for anybody who is no admin of this server */
export async function mustAdminister(tx: Pick<Tx, 'select'>, userId: string): Promise<void> {
  mustHaveRole(await standingOf(tx, userId), 'admin')
}

/** @throws Refusal `FORBIDDEN` for anybody who is neither admin nor moderator of this server */
export async function mustModerate(tx: Pick<Tx, 'select'>, userId: string): Promise<void> {
  mustHaveRole(await standingOf(tx, userId), 'moderator')
}

async function standingOf(tx: Pick<Tx, 'select'>, userId: string): Promise<Standing | undefined> {
  const { role, suspendedAt } = users
  const [row] = await tx.select({ role, suspendedAt }).from(users).where(eq(users.id, userId))
  return row
}

/**
 * Makes everybody wait who appoints the first admin, or takes an admin away. Users are locked before.
 *
 * @returns the ids of the admins who may sign in
 */
export async function lockAdmins(tx: Tx): Promise<string[]> {
  await tx.select({ one: instance.one }).from(instance).for('update')
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'admin'), isNull(users.suspendedAt)))
  return rows.map(({ id }) => id)
}

/**
 * To be called with the locked row of a user who is about to lose their role, or to be suspended.
 *
 * @throws Refusal `CONFLICT` for the last admin
 */
export async function mustNotBeLastAdmin(tx: Tx, user: UserRow): Promise<void> {
  if (!hasRole(user, 'admin')) return
  const admins = await lockAdmins(tx)
  if (admins.every((id) => id === user.id)) {
    throw new Refusal('CONFLICT', 'This is the only admin of the server. Appoint another one first')
  }
}
