import { jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { moment } from './columns.ts'

/** The key pairs (Ed25519) that sign access tokens. */
export const signingKeys = pgTable('signing_keys', {
  /** Named in every token that it signs (`kid`). */
  id: uuid().primaryKey(),
  publicKey: jsonb().$type<{ kty: string; crv: string; x: string }>().notNull(),
  /** The private key, encrypted. What opens it is not in the database. */
  sealedKey: text().notNull(),
  /** Names the secret that opens it. Only nodes that have this secret sign with the key; every node verifies with it. */
  sealedWith: text().notNull(),
  createdAt: moment().notNull().defaultNow(),
  /** It is published before this time, so that everybody knows it when it signs. */
  signsFrom: moment().notNull(),
  /** Another key signs from then on. It stays published until the last token that it signed has expired. */
  signsUntil: moment().notNull(),
})
