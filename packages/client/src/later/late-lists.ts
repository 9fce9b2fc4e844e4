import { Groups, type GroupsContext } from '../user/groups.ts'
import { findInvitations } from '../user/invitations.ts'

/** Lists that are loaded with the first who looks at one. Each is to be made once. */
export const lateLists = {
  findGroups: (context: GroupsContext) => new Groups(context).all,
  findInvitations,
}
