import type { ChannelSummary, Role } from '@chime/protocol'

type ChannelAccess = Pick<ChannelSummary, 'kind' | 'membership'>

const isOwnerOrAdmin = ({ membership }: ChannelAccess) => membership !== null && membership.role !== 'member'

/*
 * What I may do in a channel, by the same rules as on the server, so that the app offers nothing that the server would
 * refuse. The server checks again.
 */

/** Whether I may change the name and the description. In a group every member may. */
export const mayEdit = (channel: ChannelAccess) =>
  channel.kind !== 'direct' && (isOwnerOrAdmin(channel) || (channel.kind === 'group' && channel.membership !== null))

/** Whether `@channel` and `@here` call everyone when I write them. */
export const mayCallEveryone = mayEdit

/** Whether I may set slow mode, archive the channel and make invite links. */
export const mayManage = (channel: ChannelAccess) => channel.kind !== 'direct' && isOwnerOrAdmin(channel)

/** Whether I may pin messages. In a group and in a direct conversation every member may. */
export const mayPin = (channel: ChannelAccess & Pick<ChannelSummary, 'archivedAt'>) =>
  channel.archivedAt === null &&
  channel.membership !== null &&
  (isOwnerOrAdmin(channel) || channel.kind === 'group' || channel.kind === 'direct')

/** Whether I may add members. */
export const mayAddMembers = (channel: ChannelAccess) =>
  channel.kind !== 'direct' &&
  channel.membership !== null &&
  (channel.kind !== 'announcement' || isOwnerOrAdmin(channel))

export const mayRemoveMember = (myRole: Role | undefined, theirRole: Role) =>
  myRole === 'owner' || (myRole === 'admin' && theirRole !== 'owner')

const allRoles: readonly Role[] = ['owner', 'admin', 'member']
const noRoles: readonly Role[] = []

/** The roles that I may give to other members. */
export const assignableRoles = (myRole: Role | undefined): readonly Role[] => (myRole === 'owner' ? allRoles : noRoles)
