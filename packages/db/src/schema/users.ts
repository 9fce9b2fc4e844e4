import { sql } from 'drizzle-orm'
import { boolean, check, index, integer, pgEnum, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { counter, lower, moment } from './columns.ts'

export const userRole = pgEnum('user_role', ['user', 'moderator', 'admin'])

export const users = pgTable(
  'users',
  {
    id: uuid().primaryKey().defaultRandom(),
    username: text().notNull(),
    /**
     * Null for a user of another application (`externalId`), of whom no address need be known, and while a new user has
     * not confirmed theirs.
     */
    email: text(),
    /** Becomes `email` once it is confirmed. Several users may await the same: it belongs to none of them yet. */
    pendingEmail: text(),
    /** Null for somebody who has no password, and therefore cannot log in with one. */
    passwordHash: text(),
    /** The id of this user in the application that embeds Chime; null for whoever registered here. */
    externalId: text(),
    fullName: text(),
    avatarUrl: text(),
    /** The address in that application from which the profile picture was last fetched. It is not fetched again. */
    avatarSource: text(),
    statusText: text(),
    /** A name of the IANA time zone database. */
    timeZone: text(),
    /** A BCP 47 tag. */
    language: text(),
    /**
     * Who may add this user to channels and write to them without asking: fewer people than the server lets. Null: those
     * whom the server lets.
     */
    reachableBy: text().$type<'acquaintances' | 'nobody'>(),
    /** `fullName`, folded. */
    nameFolded: text(),
    /** The version of the fold by which `nameFolded` and the claims on names were made. 0: they are to be made anew. */
    foldVersion: integer().notNull().default(0),
    /** Another user had a name that looks like this one first. */
    nameClashes: boolean().notNull().default(false),
    role: userRole().notNull().default('user'),
    emailVerified: boolean().notNull().default(false),
    twoFactor: boolean().notNull().default(false),
    createdAt: moment().notNull().defaultNow(),
    lastLoginAt: moment(),
    lastSeenAt: moment(),
    /** The newest revision of this user's own stream, which carries memberships, read markers, the profile and more. */
    revision: counter(),
    /** Rows that had ended for long were deleted up to this revision. A client that has not seen it reads everything again. */
    sweptRevision: counter(),
    /** The revision at which the profile last changed. Others see this one: `revision` would tell them when this user reads. */
    profileRevision: counter(),
    /** When the profile last changed; null for never. Nodes look for recent changes, since the push of one may be lost. */
    profileChangedAt: moment(),
    /** Since when this user may not sign in. Their sessions ended at that time. */
    suspendedAt: moment(),
  },
  (t) => [
    index('users_to_fold').on(t.foldVersion, t.createdAt, t.id),
    index('users_profile_changed').on(t.profileChangedAt).where(sql`${t.profileChangedAt} is not null`),
    index('users_with_role').on(t.role).where(sql`${t.role} <> 'user'`).concurrently(),
    index('users_clashing').on(t.id).where(sql`${t.nameClashes}`),
    uniqueIndex('users_username_key').on(lower(t.username)),
    uniqueIndex('users_email_key').on(lower(t.email)),
    uniqueIndex('users_external_id_key').on(t.externalId),
    check('users_username_length', sql`char_length(${t.username}) between 3 and 50`),
    index('users_pending_email').on(lower(t.pendingEmail)).where(sql`${t.pendingEmail} is not null`).concurrently(),
    check('users_email_length', sql`char_length(${t.email}) <= 100`),
    check('users_pending_email_length', sql`char_length(${t.pendingEmail}) <= 100`),
    check('users_reachable_by', sql`${t.reachableBy} in ('acquaintances', 'nobody')`),
    check('users_external_id_length', sql`char_length(${t.externalId}) between 1 and 200`),
  ],
)
