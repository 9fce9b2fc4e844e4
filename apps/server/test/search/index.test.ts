import { createSearchIndexer } from '@chime/api'
import { createMessageLog, openDatabase } from '@chime/db'
import type { Log } from '@chime/protocol'
import type { Person } from '@chime/testing/node'
import { groupOf, say } from '@chime/testing/one-node'
import { createTestDatabase } from '@chime/testing/postgres'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { contents } from './fixture.ts'

const soon = { timeout: 20_000, interval: 20 }
const silent: Log = { debug() {}, info() {}, warn() {}, error() {} }

describe('two nodes', () => {
  let nodes: TwoNodes
  let ann: Person
  let onTwo: Pick<Person, 'trpc'>
  let other: ReturnType<typeof openDatabase>
  beforeAll(async () => {
    nodes = await twoNodes({ RATE_LIMITS: 'off' })
    ann = await nodes.person(nodes.one, 'ann')
    onTwo = nodes.connect(nodes.two, ann.token)
    other = openDatabase({ url: nodes.databaseUrl, maxConnections: 2, log: silent })
  })
  afterAll(async () => {
    await other.close()
    await nodes.stop()
  })

  /** How many messages there are, how many index rows for them, and how many of these are for different messages. */
  const counts = async () => {
    const { rows } = await other.pool.query(`
      select count(*)::int as messages, count(s.number)::int as indexed, count(distinct (s.channel_id, s.number))::int as once
      from messages m left join message_search s using (channel_id, number) where m.kind = 'user' and m.deleted_at is null`)
    return rows[0]
  }

  it('index at once, and each message is there once', async () => {
    const groups = await Promise.all(Array.from({ length: 6 }, () => groupOf(ann)))
    const from = (who: Pick<Person, 'trpc'>) =>
      groups.map((group) => say(who, group, ...Array.from({ length: 25 }, (_, i) => `walrus number${i}`)))
    await Promise.all([...from(ann), ...from(onTwo)])
    await expect.poll(counts, soon).toEqual({ messages: 300, indexed: 300, once: 300 })
    const { rows } = await other.pool.query('select sum(messages)::int as messages from message_search_segments')
    expect(rows).toEqual([{ messages: 300 }])
    expect(await contents(onTwo, { query: 'walrus number24', limit: 100 })).toHaveLength(12)
  })

  it('who writes on one finds it there at once, and on the other soon', async () => {
    const group = await groupOf(ann)
    await say(ann, group, 'the narwhal surfaces')
    expect(await contents(ann, 'narwhal')).toEqual(['the narwhal surfaces'])
    await expect.poll(() => contents(onTwo, 'narwhal'), soon).toEqual(['the narwhal surfaces'])
  })

  it('one forgets a word that the other deleted, and knows it again', async () => {
    const group = await groupOf(ann)
    const [message] = await say(ann, group, 'manateeword')
    expect(await contents(ann, 'nateewor')).toHaveLength(1)
    await expect.poll(() => contents(onTwo, 'manateeword'), soon).toHaveLength(1)
    await onTwo.trpc.messages.delete.mutate({ channelId: group, number: message?.number ?? 0 })
    const kept = async () =>
      (await other.pool.query(`select from message_search_words where word = 'manateeword'`)).rowCount
    await expect.poll(kept, soon).toBe(0)
    await say(ann, group, 'manateeword again')
    expect(await contents(ann, 'nateewor')).toEqual(['manateeword again'])
  })

  it('sending does not wait for the index, nor does searching for long', async () => {
    const group = await groupOf(ann)
    const client = await other.pool.connect()
    try {
      await client.query('begin')
      await client.query('select from message_search_index for update')
      await say(ann, group, 'the beluga waits')
      expect(await contents(ann, 'beluga')).toEqual([])
    } finally {
      await client.query('rollback')
      client.release()
    }
    await expect.poll(() => contents(ann, 'beluga'), soon).toEqual(['the beluga waits'])
  })
})

describe('the indexer', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>
  let db: ReturnType<typeof openDatabase>
  beforeAll(async () => {
    database = await createTestDatabase()
    db = openDatabase({ url: database.url, log: silent })
  })
  afterAll(async () => {
    await db.close()
    await database.drop()
  })

  /** Writes messages of which no indexer has been told. @returns their channel */
  async function write(texts: string[]): Promise<string> {
    const { rows } = await db.pool.query<{ user: string; channel: string }>(`
      with u as (insert into users (username, email, password_hash) values (gen_random_uuid(), gen_random_uuid(), 'x') returning id),
        c as (insert into channels (kind, name) values ('group', 'x') returning id),
        m as (insert into members (channel_id, user_id) select c.id, u.id from c, u returning user_id, channel_id)
      select user_id as user, channel_id as channel from m`)
    const [made] = rows
    if (!made) throw new Error('nothing was made')
    const log = createMessageLog(db, { onCommitted() {}, log: silent })
    await Promise.all(
      texts.map((content) =>
        log.append({ channelId: made.channel, userId: made.user, clientId: crypto.randomUUID(), content }),
      ),
    )
    await log.close()
    return made.channel
  }
  const indexed = async (channel: string) =>
    (await db.pool.query('select from message_search where channel_id = $1', [channel])).rowCount

  it('finds what a node that crashed left undone', async () => {
    const channel = await write(['one', 'two'])
    const indexer = createSearchIndexer(db, silent)
    await expect.poll(() => indexed(channel), soon).toBe(2)
    await indexer.close()
    // As if the node had crashed in the middle: some messages are indexed, and how far it came was not stored.
    await db.pool.query('delete from message_search_channels')
    await db.pool.query('delete from message_search where number = 1')
    const next = createSearchIndexer(db, silent)
    await expect.poll(() => indexed(channel), soon).toBe(2)
    await next.close()
  })

  it('takes a long history in parts', async () => {
    const channels = await Promise.all(
      [30, 7, 1].map((count) => write(Array.from({ length: count }, (_, i) => `word${i}`))),
    )
    const indexer = createSearchIndexer(db, silent, { rowsMax: 10, channelsMax: 2, everyMs: 5 })
    for (const [i, count] of [30, 7, 1].entries()) await expect.poll(() => indexed(channels[i] ?? ''), soon).toBe(count)
    await indexer.close()
  })

  it('indexes what was there before there was an index, and what changes meanwhile', async () => {
    const channel = await write(Array.from({ length: 40 }, (_, i) => `word${i}`))
    await db.pool.query('truncate message_search, message_search_channels, message_search_segments')
    const info = vi.fn()
    const indexer = createSearchIndexer(db, { ...silent, info }, { backfillFromBytes: 0, everyMs: 5 })
    const later = await write(['in the middle of it'])
    await expect.poll(() => indexed(channel), soon).toBe(40)
    await expect.poll(() => indexed(later), soon).toBe(1)
    await indexer.close()
    expect(info).toHaveBeenCalledOnce()
    const { rows } = await db.pool.query(`select count(*)::int as behind from channels c
      left join message_search_channels i on i.channel_id = c.id where c.revision > coalesce(i.revision, 0)`)
    expect(rows).toEqual([{ behind: 0 }])
  })

  it('indexes anew what was folded by an earlier version, and leaves an index with a newer one alone', async () => {
    const channel = await write(['Ünïcode', 'plain'])
    const first = createSearchIndexer(db, silent)
    await expect.poll(() => indexed(channel), soon).toBe(2)
    await first.close()
    const terms = async () => {
      const { rows } = await db.pool.query<{ term: string }>(
        'select unnest(tsvector_to_array(terms)) as term from message_search where channel_id = $1',
        [channel],
      )
      return rows.map(({ term }) => term.slice(3)).filter((term) => /^\p{L}/u.test(term))
    }
    await db.pool.query(`update message_search set terms = '001ünïcode:1' where channel_id = $1 and number = 1`, [
      channel,
    ])
    await db.pool.query('update message_search_index set fold_version = 0')
    const second = createSearchIndexer(db, silent)
    await expect.poll(async () => (await terms()).sort(), soon).toEqual(['plain', 'unicode'])
    await second.close()

    await db.pool.query('update message_search_index set fold_version = 1000')
    const third = createSearchIndexer(db, silent, { everyMs: 5, compareEveryMs: 5 })
    const later = await write(['of another time'])
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(await indexed(later)).toBe(0)
    await db.pool.query('update message_search_index set fold_version = 0')
    await third.close()
    const fourth = createSearchIndexer(db, silent)
    await expect.poll(() => indexed(later), soon).toBe(1)
    await fourth.close()
  })

  it('goes on after its connections were cut in the middle, and says so once', async () => {
    const warn = vi.fn()
    const client = await db.pool.connect()
    await client.query('begin')
    await client.query('lock table message_search in share mode')
    const channel = await write(['interrupted'])
    const indexer = createSearchIndexer(db, { ...silent, warn }, { everyMs: 5 })
    const cut = () =>
      client.query(
        `select pg_terminate_backend(pid) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`,
      )
    await expect.poll(async () => (await cut()).rowCount, soon).toBeGreaterThan(0)
    await vi.waitFor(() => expect(warn).toHaveBeenCalledOnce(), soon)
    await client.query('rollback')
    client.release()
    await expect.poll(() => indexed(channel), soon).toBe(1)
    await indexer.close()
    expect(warn).toHaveBeenCalledOnce()
  })

  it('works without the extension for parts of words', async () => {
    await db.pool.query('drop extension pg_trgm cascade')
    const channel = await write(['trigramless'])
    const warn = vi.fn()
    const indexer = createSearchIndexer(db, { ...silent, warn })
    await expect.poll(() => indexed(channel), soon).toBe(1)
    const { rows } = await db.pool.query(`select word from message_search_words where word like '%gramle%'`)
    expect(rows).toEqual([{ word: 'trigramless' }])
    expect(warn).toHaveBeenCalledWith({}, expect.stringContaining('pg_trgm'))
    await indexer.close()
  })
})
