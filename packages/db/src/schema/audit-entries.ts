import { sql } from 'drizzle-orm'
import { bigint, check, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * What the admins and moderators of this server have done. Triggers refuse every change but a new entry; who can turn
 * them off is found out by the hashes, which nobody makes without the key (see `api/src/audit`).
 */
export const auditEntries = pgTable(
  'audit_entries',
  {
    /** 1, 2, 3 … without a gap. */
    number: bigint({ mode: 'number' }).primaryKey(),
    /** To the millisecond, as JavaScript reads it: the hash is made of what is read. */
    at: timestamp({ withTimezone: true, mode: 'date', precision: 3 }).notNull(),
    /** Null: it was done from the command line. No foreign key: an entry stays as it is, whatever becomes of the user. */
    actorId: uuid(),
    /** The username at that time, or the account of the operating system. */
    actor: text().notNull(),
    action: text().notNull(),
    /** Whom or what it was done to, and the name at that time. */
    targetId: uuid(),
    target: text(),
    /** What more there is to say, as JSON with strings. As text, because `jsonb` would not keep it as it was hashed. */
    details: text().notNull(),
    /** From which network address, or `command line`. */
    address: text().notNull(),
    /** HMAC-SHA256 of this entry and the hash of the one before, in hex. */
    hash: text().notNull(),
  },
  (t) => [check('audit_entries_hash', sql`${t.hash} ~ '^[0-9a-f]{64}$'`)],
)
