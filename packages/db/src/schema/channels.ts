import { type SQL, sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgEnum,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { counter, lower, moment } from './columns.ts'
import { users } from './users.ts'

export const channelKind = pgEnum('channel_kind', ['direct', 'group', 'public', 'announcement', 'thread'])

/** What open channels are listed by: the folded name, or until a node has folded it, the name in lower case. */
export const channelSortName = (t: { nameFolded: unknown; name: unknown }): SQL =>
  sql`coalesce(${t.nameFolded}, ${lower(t.name)})`

export const channels = pgTable(
  'channels',
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: channelKind().notNull(),
    name: text(),
    description: text(),
    /** `name`, folded. */
    nameFolded: text(),
    /** The version of the fold by which `nameFolded` and the claims on names were made. 0: they are to be made anew. */
    foldVersion: integer().notNull().default(0),
    /** Another open channel had a name that looks like this one first. */
    nameClashes: boolean().notNull().default(false),
    createdBy: uuid().references(() => users.id, { onDelete: 'set null' }),
    createdAt: moment().notNull().defaultNow(),
    archivedAt: moment(),
    slowModeSeconds: integer().notNull().default(0),
    firstNumber: bigint({ mode: 'number' }).notNull().default(1),
    lastNumber: counter(),
    /** How many messages are not system notices. */
    counted: counter(),
    revision: counter(),
    /** The revision at which this row itself last changed: name, description, archived, slow mode. */
    changedRevision: counter(),
    /** The two user ids in order, joined by a colon. It is unique, so two people have one direct conversation. */
    directKey: text().unique('channels_direct_key'),
    /** A retried `create` finds the channel of the first try by it. */
    clientId: uuid(),
    parentChannelId: uuid(),
    parentNumber: bigint({ mode: 'number' }),
  },
  (t) => [
    unique('channels_created_client_key').on(t.createdBy, t.clientId),
    uniqueIndex('channels_parent_key').on(t.parentChannelId, t.parentNumber),
    index('channels_browse')
      .on(channelSortName(t), t.id)
      .where(sql`${t.kind} in ('public', 'announcement') and ${t.archivedAt} is null`),
    index('channels_to_fold').on(t.foldVersion, t.createdAt, t.id).where(sql`${t.name} is not null`),
    index('channels_clashing').on(t.id).where(sql`${t.nameClashes}`),
    // Finds the channels that anybody may read without reading through the many threads.
    index('channels_open').on(t.id).where(sql`${t.kind} in ('public', 'announcement')`),
    check('channels_direct', sql`(${t.kind} = 'direct') = (${t.directKey} is not null)`),
    // A check passes on null, hence `is not null`.
    check(
      'channels_name',
      sql`${t.kind} in ('direct', 'thread') or (${t.name} is not null and char_length(${t.name}) between 1 and 100)`,
    ),
    check('channels_counters', sql`${t.lastNumber} >= ${t.counted} and ${t.revision} >= ${t.lastNumber}`),
  ],
)
