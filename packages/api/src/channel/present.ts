import type { ChannelRow } from '@chime/db'
import type { Channel } from '@chime/protocol'

/** Turns the row into what its readers see. */
export const toChannel = (row: ChannelRow): Channel => ({
  id: row.id,
  kind: row.kind,
  name: row.name,
  nameClashes: row.nameClashes,
  description: row.description,
  createdBy: row.createdBy,
  createdAt: row.createdAt.toISOString(),
  archivedAt: row.archivedAt?.toISOString() ?? null,
  slowModeSeconds: row.slowModeSeconds,
  firstNumber: row.firstNumber,
  lastNumber: row.lastNumber,
  counted: row.counted,
  revision: row.revision,
  parent:
    row.parentChannelId !== null && row.parentNumber !== null
      ? { channelId: row.parentChannelId, number: row.parentNumber }
      : null,
})
