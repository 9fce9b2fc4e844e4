import { findEmoji } from '../user/emoji.ts'
import { Groups, type GroupsContext } from '../user/groups.ts'
import { findInvitations } from '../user/invitations.ts'

/** Lists that are loaded with the first who looks at one. Each is to be made once. */
export const lateLists = {
  findEmoji,
  findGroups: (context: GroupsContext) => new Groups(context).all,
  findInvitations,
}
