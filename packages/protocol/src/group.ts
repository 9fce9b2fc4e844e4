import { z } from 'zod'
import { type IdKey, id, idKey, line, revision, text, time } from './fields.ts'
import { limits } from './limits.ts'
import { exactly, type Schema, type Schemas } from './schema.ts'
import { isGrammarWord, username } from './username.ts'
import { isVisible } from './visible.ts'

/**
 * A user group: `@handle` in a message calls all of its members who are in the channel, as if each were called by name. It
 * is no channel (a channel of kind `group` is one with chosen members), and gives its members no rights.
 */
export interface Group {
  id: string
  /** What is written after the `@`. Usernames and handles share one name space. */
  handle: string
  /** What people read: `Design team`. */
  name: string
  description: string | null
  /** Suspended people stay members, and are not called. Empty once the group is deleted. */
  memberIds: string[]
  createdBy: string | null
  createdAt: string
  deletedAt: string | null
  /** The revision of all groups at which this one last changed. */
  revision: number
}
export const Group: Schema<Group> = exactly(
  z.strictObject({
    ...idKey,
    handle: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    memberIds: z.array(id),
    createdBy: id.nullable(),
    createdAt: time,
    deletedAt: time.nullable(),
    revision,
  }),
)

/** As usernames, but for the words of the grammar alone: admins may well make `@team` and `@support`. */
const handle = username.refine((name) => !isGrammarWord(name), 'is a word that means something else here')
const name = line(limits.groupNameMax)
const description = text(limits.groupDescriptionMax).refine(
  (s) => s === '' || isVisible(s),
  'must have a visible character',
)
const memberIds = z.array(id).max(limits.groupMembersMax)

/** All groups, by handle. Everybody sees them and who is in them. */
export const groupsList: Schemas<undefined, Group[]> = { output: z.array(Group) }

export interface GroupsCreateInput {
  handle: string
  name: string
  description?: string | undefined
  memberIds?: string[] | undefined
}
/** Only admins of the server. */
export const groupsCreate: Schemas<GroupsCreateInput, Group> = {
  input: exactly(
    z.strictObject({ handle, name, description: description.optional(), memberIds: memberIds.optional() }),
  ),
  output: Group,
}

/** What is left out stays as it is. */
export interface GroupsUpdateInput extends IdKey {
  handle?: string | undefined
  name?: string | undefined
  description?: string | null | undefined
  /** All members from now on. */
  memberIds?: string[] | undefined
}
/** Only admins of the server. What was written stays as it is, and so does whom it called. */
export const groupsUpdate: Schemas<GroupsUpdateInput, Group> = {
  input: exactly(
    z.strictObject({
      ...idKey,
      handle: handle.optional(),
      name: name.optional(),
      description: description.nullish(),
      memberIds: memberIds.optional(),
    }),
  ),
  output: Group,
}

/** Only admins of the server. The handle is free again. */
export const groupsDelete: Schemas<IdKey, null> = { input: exactly(z.strictObject(idKey)), output: z.null() }
