import type { ChannelSummary, Role } from '@chime/protocol'

type Place = Pick<ChannelSummary, 'kind' | 'membership'>

const leads = ({ membership }: Place) => membership !== null && membership.role !== 'member'

/*
 * What the server lets me do, so that nothing is offered which it would refuse.
 */

/** Name and description: in a group every member may. */
export const mayEdit = (channel: Place) =>
  channel.kind !== 'direct' && (leads(channel) || (channel.kind === 'group' && channel.membership !== null))

/** Slow mode, archiving, links to invite with. */
export const mayRun = (channel: Place) => channel.kind !== 'direct' && leads(channel)

/** In a group and in a direct conversation everybody may. */
export const mayPin = (channel: Place & Pick<ChannelSummary, 'archivedAt'>) =>
  channel.archivedAt === null &&
  channel.membership !== null &&
  (leads(channel) || channel.kind === 'group' || channel.kind === 'direct')

/** Adding people. */
export const mayAdd = (channel: Place) =>
  channel.kind !== 'direct' && channel.membership !== null && (channel.kind !== 'announcement' || leads(channel))

export const mayRemove = (mine: Role | undefined, theirs: Role) =>
  mine === 'owner' || (mine === 'admin' && theirs !== 'owner')

const allRoles: readonly Role[] = ['owner', 'admin', 'member']
const noRoles: readonly Role[] = []

/** The roles that I may give to others here. */
export const rolesToGive = (mine: Role | undefined): readonly Role[] => (mine === 'owner' ? allRoles : noRoles)
