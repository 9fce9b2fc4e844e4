import { type Database, schema } from '@chime/db'
import { and, desc, eq, inArray, sql } from 'drizzle-orm'

const { loginNetworks } = schema

/** How many networks of one person are remembered. One more forgets the one that was used longest ago. */
const networksMax = 50
/** After so long without a login, a network may be somebody else's. */
const forgottenAfter = sql`interval '180 days'`

/** Whether the user has logged in from this network before. */
export async function hasLoggedInFrom({ drizzle }: Database, userId: string, network: string): Promise<boolean> {
  const known = and(
    eq(loginNetworks.userId, userId),
    eq(loginNetworks.network, network),
    sql`${loginNetworks.lastLoginAt} > now() - ${forgottenAfter}`,
  )
  return (await drizzle.$count(loginNetworks, known)) > 0
}

/** Remembers that the user has logged in from this network. */
export async function rememberNetwork({ drizzle }: Database, userId: string, network: string): Promise<void> {
  const lastLoginAt = new Date()
  await drizzle
    .insert(loginNetworks)
    .values({ userId, network, lastLoginAt })
    .onConflictDoUpdate({ target: [loginNetworks.userId, loginNetworks.network], set: { lastLoginAt } })
  const old = drizzle
    .select({ network: loginNetworks.network })
    .from(loginNetworks)
    .where(eq(loginNetworks.userId, userId))
    .orderBy(desc(loginNetworks.lastLoginAt))
    .offset(networksMax)
  await drizzle.delete(loginNetworks).where(and(eq(loginNetworks.userId, userId), inArray(loginNetworks.network, old)))
}
