import type { MessageState } from '../history/entry.ts'
import type { NewEntry } from '../history/writer.ts'
import type { Cluster } from './cluster.ts'

type ChannelRow = {
  id: string
  kind: string
  first_number: string
  last_number: string
  counted: string
  revision: string
}
type MessageRow = {
  number: string
  revision: string
  user_id: string | null
  client_id: string
  content: string
  edited_at: Date | null
  deleted_at: Date | null
  kind: 'user' | 'system'
}

/** Reads the tables of these channels. Call it when nothing changes any more: each table is read by a query of its own. */
export async function readTables({ query }: Cluster, channelIds: readonly string[]): Promise<NewEntry[]> {
  const entries: NewEntry[] = []
  for (const id of channelIds) {
    const [channel] = await query<ChannelRow>(
      'select id, kind, first_number, last_number, counted, revision from channels where id = $1',
      [id],
    )
    if (!channel) continue
    const members = await query<{ user_id: string }>(
      'select user_id from members where channel_id = $1 and left_at is null',
      [id],
    )
    const messages = await query<MessageRow>(
      `select number, revision, user_id, client_id, content, edited_at, deleted_at, kind
       from messages where channel_id = $1 order by number`,
      [id],
    )
    entries.push({
      type: 'table',
      channelId: id,
      firstNumber: Number(channel.first_number),
      lastNumber: Number(channel.last_number),
      counted: Number(channel.counted),
      revision: Number(channel.revision),
      open: channel.kind === 'public',
      memberIds: members.map((member) => member.user_id),
      messages: messages.map((row) => ({ ...stateOf(row), kind: row.kind })),
    })
  }
  return entries
}

const stateOf = (row: MessageRow): MessageState => ({
  number: Number(row.number),
  revision: Number(row.revision),
  userId: row.user_id,
  clientId: row.client_id,
  content: row.deleted_at ? '' : row.content,
  editedAt: row.edited_at?.toISOString() ?? null,
  deletedAt: row.deleted_at?.toISOString() ?? null,
})
