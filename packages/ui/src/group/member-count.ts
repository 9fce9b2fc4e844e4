import type { Group } from '@chime/protocol'

/** How many people are in a group, as people say it. */
export const memberCount = ({ memberIds }: Pick<Group, 'memberIds'>): string =>
  memberIds.length === 0 ? 'nobody yet' : memberIds.length === 1 ? '1 person' : `${memberIds.length} people`
