import { seeded } from '@chime/testing/random'
import type pg from 'pg'
import type { Seeded } from '../seed/people.ts'
import { contentFrom, zipf } from './corpus.ts'

export type Scene = {
  people: readonly Seeded[]
  channels: { id: string; name: string; isOpen: boolean }[]
  /** The users who search: the member is in two hundred channels, the newcomer in two. */
  member: Seeded
  /** The names of the channels that the member is in. */
  channelNames: string[]
  newcomer: Seeded
}

const batch = 10_000
const years = 2

/** Creates channels, every fifth of them open, with members and with messages of two years. */
export async function addConversations(
  pool: pg.Pool,
  people: readonly Seeded[],
  counts: { channels: number; messages: number },
): Promise<Scene> {
  const [member, newcomer] = people
  if (!member || !newcomer) throw new Error('two people search')
  const channels = await addChannels(pool, counts.channels)
  const everyFifth = channels.filter((_, i) => i % 5 === 0).map(({ id }) => id)
  await join(pool, member.id, everyFifth)
  await join(
    pool,
    newcomer.id,
    channels
      .filter(({ isOpen }) => !isOpen)
      .slice(-2)
      .map(({ id }) => id),
  )
  await addMessages(
    pool,
    people,
    channels.map(({ id }) => id),
    counts.messages,
  )
  return {
    people,
    channels,
    member,
    newcomer,
    channelNames: channels.filter((_, i) => i % 5 === 0).map(({ name }) => name),
  }
}

async function addChannels(pool: pg.Pool, count: number): Promise<Scene['channels']> {
  const { rows } = await pool.query<Scene['channels'][number]>(
    `insert into channels (kind, name) select (case when n % 10 = 3 then 'public' else 'group' end)::channel_kind, 'channel-' || n
     from generate_series(1, $1::int) n returning id, name, kind = 'public' as "isOpen"`,
    [count],
  )
  return rows
}

async function join(pool: pg.Pool, userId: string, channelIds: readonly string[]): Promise<void> {
  await pool.query(`insert into members (channel_id, user_id) select id, $1 from unnest($2::uuid[]) id`, [
    userId,
    channelIds,
  ])
}

/** Inserts messages in the order of time. Some channels and people have many, most have few. */
async function addMessages(pool: pg.Pool, people: readonly Seeded[], channelIds: readonly string[], count: number) {
  const { next: random } = seeded(42)
  const numbers = new Map<string, number>()
  const startsAt = Date.now() - years * 365 * 86_400_000
  const stepMs = (years * 365 * 86_400_000) / count
  const client = await pool.connect()
  try {
    // Foreign keys are not checked, because the rows are known to be right.
    await client.query(`set session_replication_role = replica`)
    for (let first = 0; first < count; first += batch) {
      const rows = Array.from({ length: Math.min(batch, count - first) }, (_, i) => {
        const channelId = channelIds[(zipf(random(), channelIds.length) * 619 + 5) % channelIds.length] ?? ''
        const number = (numbers.get(channelId) ?? 0) + 1
        numbers.set(channelId, number)
        const kind = random()
        return {
          channelId,
          number,
          userId: people[zipf(random(), people.length)]?.id,
          content: contentFrom(random),
          at: new Date(startsAt + (first + i) * stepMs),
          attachments: kind < 0.03 ? [file(kind < 0.02)] : null,
          pinned: kind > 0.999,
          reacted: kind > 0.97,
        }
      })
      await client.query(insert, [JSON.stringify(rows)])
    }
    await client.query(
      `update channels c set last_number = m.n, counted = m.n, revision = m.n
       from (select channel_id, count(*) as n from messages group by 1) m where m.channel_id = c.id`,
    )
    await client.query('reset session_replication_role')
  } finally {
    client.release()
  }
}

const file = (isImage: boolean) => ({
  id: crypto.randomUUID(),
  name: isImage ? 'screenshot.png' : 'report.pdf',
  type: isImage ? 'image/png' : 'application/pdf',
  size: 1_000,
  width: null,
  height: null,
  preview: null,
})

const insert = `
  insert into messages (channel_id, number, revision, counted, user_id, client_id, content, created_at, attachments, pinned_at, reactions)
  select "channelId", number, number, number, "userId", gen_random_uuid(), content, at, attachments,
    case when pinned then at end, case when reacted then '[{"emoji":"👍","count":1,"userIds":[]}]'::jsonb end
  from json_to_recordset($1::json) as r ("channelId" uuid, number bigint, "userId" uuid, content text, at timestamptz,
    attachments jsonb, pinned boolean, reacted boolean)`
