import { index, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { counter, moment } from './columns.ts'
import { sessions } from './sessions.ts'
import { users } from './users.ts'

/** The public halves of the keys with which people log in. Nobody can log in with what is here. */
export const passkeys = pgTable(
  'passkeys',
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The id that the authenticator gave it, in base64url. */
    credentialId: text().notNull(),
    /** A COSE key, in base64url. */
    publicKey: text().notNull(),
    /** How often it signed, as far as its authenticator counts. A number that does not grow betrays a copy. */
    counter: counter(),
    /** How browsers reach it: `internal`, `usb`, `hybrid` … */
    transports: text().array().notNull(),
    name: text().notNull(),
    createdAt: moment().notNull().defaultNow(),
    lastUsedAt: moment(),
  },
  (t) => [uniqueIndex('passkeys_credential_id').on(t.credentialId), index('passkeys_user').on(t.userId)],
)

/** What an authenticator is to sign next. Each is deleted when it is used. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    /** Random, in base64url. */
    challenge: text().primaryKey(),
    /** The session that adds a passkey with it. Null: it is for logging in. */
    sessionId: uuid().references(() => sessions.id, { onDelete: 'cascade' }),
    expiresAt: moment().notNull(),
  },
  (t) => [index('passkey_challenges_session').on(t.sessionId), index('passkey_challenges_expired').on(t.expiresAt)],
)
