import { contract, limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import type { StockClient } from '@chime/testing/stock-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

// How large the answers get when everything that they list is as large and as many as can be.

const MiB = 1024 * 1024
/** Of a page that says that more follows: its bound, and the one row that exceeded it. */
const pageMax = 1.3 * MiB
const channelCount = 3_000
const messageCount = 150
/** Of a message: the longest content in a script of three bytes a character, and as much metadata as there may be. */
const content = `repeat('長', ${limits.contentMax})`
const metadata = `(select jsonb_object_agg('key' || k, repeat('長', ${limits.metadataValueMax})) from generate_series(1, ${limits.metadataKeys}) k)`

let node: OneNode
let ann: Person & { http: StockClient['trpc'] }
/** A channel of messages that are as large as they can be, all pinned, saved and reported. */
let channelId: string
let revision: number
let attachmentId: string
let people: string[]
const userIds = () => people.slice(0, limits.idsMax)

beforeAll(async () => {
  node = await oneNode()
  const person = await node.person('ann')
  // A client that knows its token over HTTP too.
  ann = { ...person, http: node.connect(person.token).trpc }
  await node.sql(`update users set role = 'admin' where id = $1`, ann.user.id)
  channelId = (await ann.trpc.channels.create.mutate({ kind: 'group', name: 'large' })).id
  await node.sql(
    `insert into messages (channel_id, number, revision, counted, user_id, client_id, content, metadata, pinned_at)
     select $1, n, n + 10, n, $2, gen_random_uuid(), ${content}, ${metadata}, now() from generate_series(1, $3::int) n`,
    channelId,
    ann.user.id,
    messageCount,
  )
  await node.sql(
    'update channels set last_number = $2::int, counted = $2::int, revision = $2::int + 10, changed_revision = $2::int + 10 where id = $1',
    channelId,
    messageCount,
  )
  // Thousands of open channels with one such message each.
  await node.sql(
    `with made as (
      insert into channels (kind, name, description, created_by, last_number, counted, revision)
      select 'public', case when n <= 60 then 'few ' else repeat('名', 90) end || n, repeat('長', ${limits.descriptionMax}), $1, 1, 1, 2 from generate_series(1, $2::int) n
      returning id
    ), joined as (
      insert into members (channel_id, user_id, revision, user_revision)
      select id, $1, 2, 100 + row_number() over () from made
    )
    insert into messages (channel_id, number, revision, counted, user_id, client_id, content, metadata)
    select id, 1, 1, 1, $1, gen_random_uuid(), ${content}, ${metadata} from made`,
    ann.user.id,
    channelCount,
  )
  revision = 100 + channelCount
  await node.sql('update users set revision = $2 where id = $1', ann.user.id, revision)
  await node.sql(
    `insert into saved (user_id, channel_id, number, user_revision)
     select $1, $2, n, $4::int + n from generate_series(1, $3::int) n`,
    ann.user.id,
    channelId,
    messageCount,
    revision - 200,
  )
  await node.sql(
    `insert into reports (reporter_id, channel_id, number, content, reason)
     select $1, $2, n, ${content}, repeat('長', ${limits.reportReasonMax}) from generate_series(1, $3::int) n`,
    ann.user.id,
    channelId,
    messageCount,
  )
  await node.sql(
    `insert into message_versions (channel_id, number, revision, content, written_at)
     select $1, 1, n, ${content}, now() from generate_series(1, ${limits.versionsMax}) n`,
    channelId,
  )
  await node.sql(
    `with made as (
      insert into users (username, email, full_name, status_text, avatar_url)
      select 'person' || n, 'p' || n || '@x.example', repeat('名', ${limits.fullNameMax}), repeat('長', ${limits.statusTextMax}),
        '/files/' || gen_random_uuid() from generate_series(1, ${limits.blocksMax}) n returning id
    ), joined as (
      insert into members (channel_id, user_id, revision) select $2, id, 5 from made
    )
    insert into blocks (user_id, blocked_id, user_revision) select $1, id, 1 from made`,
    ann.user.id,
    channelId,
  )
  await node.sql(
    `insert into sessions (user_id, token_hash, user_agent, expires_at, ends_at)
     select $1, sha256(n::text::bytea), repeat('x', 500), now() + interval '1 day', now() + interval '1 day'
     from generate_series(1, 3000) n`,
    ann.user.id,
  )
  await node.sql(
    `insert into passkeys (user_id, credential_id, public_key, transports, name)
     select $1, n, '', '{}', repeat('長', ${limits.passkeyNameMax}) from generate_series(1, ${limits.passkeysMax}) n`,
    ann.user.id,
  )
  await node.sql(
    `insert into reminders (user_id, channel_id, number, at, user_revision)
     select $1, $2, 1 + n % 100, now() + interval '1 day', 1 from generate_series(1, ${limits.remindersMax}) n`,
    ann.user.id,
    channelId,
  )
  people = (await node.sql<{ id: string }>(`select id from users where username like 'person%'`)).map(({ id }) => id)
  const file = { channelId, name: 'x.png', type: 'image/png', size: 100 }
  attachmentId = (await ann.trpc.attachments.create.mutate(file)).id
  await node.sql(
    `insert into emojis (name, attachment_id, created_by)
     select repeat('x', 20) || n, $1, $2 from generate_series(1, ${limits.customEmojiMax}) n`,
    attachmentId,
    ann.user.id,
  )
  await node.sql(
    `insert into invites (code, channel_id, created_by) select 'code ' || n, $1, $2 from generate_series(1, 100) n`,
    channelId,
    ann.user.id,
  )
  await node.sql(
    `with made as (
      insert into groups (handle, name, description, created_by)
      select 'group' || n, repeat('名', ${limits.groupNameMax}), repeat('長', ${limits.groupDescriptionMax}), $1
      from generate_series(1, ${limits.groupsMax}) n returning id
    )
    insert into group_members (group_id, user_id)
    select made.id, u.id from made, (select id from users limit ${limits.groupMembersMax}) u`,
    ann.user.id,
  )
  await node.sql(
    `insert into invitations (user_id, channel_id, invited_by)
     select $1, c.id, $2 from (select id from channels where id <> $3 limit ${limits.invitationsMax}) c`,
    ann.user.id,
    people[0],
    channelId,
  )
  await node.sql(
    `insert into invitations (user_id, channel_id, invited_by)
     select u.id, $1, $2 from (select id from users where id <> $2 limit ${limits.invitationsMax}) u`,
    channelId,
    ann.user.id,
  )
  await node.sql(
    `insert into filters (kind, pattern, action, created_by)
     select 'word', repeat('長', ${limits.filterPatternMax} - 3) || n, 'allow', $1 from generate_series(1, ${limits.filtersMax}) n`,
    ann.user.id,
  )
  await node.sql(
    `insert into audit_entries (number, at, actor_id, actor, action, target, details, address, hash)
     select n, now(), $1, 'ann', 'groups.create', repeat('名', 100), $2, '127.0.0.1', repeat('0', 64)
     from generate_series(1, $3::int) n`,
    ann.user.id,
    JSON.stringify({ name: '名'.repeat(limits.groupNameMax) }),
    messageCount,
  )
  await fillDrafts()
  await fillScheduled()
}, 120_000)

const long = '長'.repeat(limits.contentMax)

/** Writes long drafts until one is refused, with its reason. */
async function fillDrafts() {
  const rows = await node.sql<{ id: string }>(`select id from channels where kind = 'public' limit 60`)
  const refused = await refusal(
    (async () => {
      for (const { id } of rows) await ann.trpc.channels.setDraft.mutate({ channelId: id, content: long })
    })(),
  )
  expect(refused.reason).toBe('TOO_LARGE')
}

async function fillScheduled() {
  const sendAt = new Date(Date.now() + 86_400_000).toISOString()
  const refused = await refusal(
    (async () => {
      for (let i = 0; i < limits.scheduledMax; i++)
        await ann.trpc.messages.schedule.mutate({ channelId, content: long, sendAt })
    })(),
  )
  expect(refused.reason).toBe('TOO_LARGE')
}

afterAll(() => node?.stop())

const sizeOf = (answer: unknown) => Buffer.byteLength(JSON.stringify(answer))
const limit = limits.pageMax

/** What each query is asked, so that its answer is as large as it can be; and how many bytes it may have. */
const queries: Record<string, [ask: () => Promise<unknown>, max: number]> = {
  'auth.sessions': [() => ann.http.auth.sessions.query(), pageMax],
  'auth.options': [() => ann.http.auth.options.query(), 10_000],
  'auth.twoFactor': [() => ann.http.auth.twoFactor.query(), 1_000],
  'auth.passkeys': [() => ann.http.auth.passkeys.query(), 10_000],
  'auth.me': [() => ann.trpc.auth.me.query(), 10_000],
  'users.get': [() => ann.trpc.users.get.query({ ids: userIds() }), 0.3 * MiB],
  'users.search': [() => ann.trpc.users.search.query({ query: 'p', limit }), 0.3 * MiB],
  'users.changes': [() => ann.trpc.users.changes.query({ since: revision - 250, limit: limits.changesMax }), 8 * MiB],
  'users.blocked': [() => ann.trpc.users.blocked.query(), 1.5 * MiB],
  'presence.get': [() => ann.trpc.presence.get.query({ userIds: userIds() }), 0.1 * MiB],
  'channels.list': [() => ann.trpc.channels.list.query(), 5.5 * MiB],
  'channels.get': [() => ann.trpc.channels.get.query({ channelId }), 0.2 * MiB],
  'channels.browse': [() => ann.trpc.channels.browse.query({ limit }), pageMax],
  'channels.changes': [() => ann.trpc.channels.changes.query({ channelId, since: 0, limit: 500 }), pageMax],
  'channels.receipts': [() => ann.trpc.channels.receipts.query({ channelId }), 0.1 * MiB],
  'channels.drafts': [() => ann.trpc.channels.drafts.query(), pageMax],
  'members.list': [() => ann.trpc.members.list.query({ channelId, limit }), 0.3 * MiB],
  'members.invitations': [() => ann.trpc.members.invitations.query(), 0.5 * MiB],
  'members.invited': [() => ann.trpc.members.invited.query({ channelId }), 0.3 * MiB],
  'groups.list': [() => ann.trpc.groups.list.query(), 2.5 * MiB],
  'invites.list': [() => ann.trpc.invites.list.query({ channelId }), 0.1 * MiB],
  'invites.look': [() => ann.trpc.invites.look.query({ code: 'code 1' }), 0.01 * MiB],
  'messages.list': [() => ann.trpc.messages.list.query({ channelId, limit }), pageMax],
  'messages.get': [() => ann.trpc.messages.get.query({ channelId, number: 1 }), 0.2 * MiB],
  'messages.versions': [() => ann.trpc.messages.versions.query({ channelId, number: 1 }), 1.5 * MiB],
  'messages.search': [() => ann.trpc.messages.search.query({ query: '長', limit }), 2 * pageMax],
  'messages.pinned': [() => ann.trpc.messages.pinned.query({ channelId, limit }), 3.3 * MiB],
  'messages.scheduled': [() => ann.trpc.messages.scheduled.query(), pageMax],
  'attachments.get': [() => ann.trpc.attachments.get.query({ id: attachmentId }), 0.01 * MiB],
  'emoji.list': [() => ann.trpc.emoji.list.query(), 0.5 * MiB],
  'reminders.list': [() => ann.trpc.reminders.list.query(), 0.3 * MiB],
  'saved.list': [() => ann.trpc.saved.list.query({ limit }), pageMax],
  'saved.keys': [() => ann.trpc.saved.keys.query(), 0.3 * MiB],
  'filters.list': [() => ann.trpc.filters.list.query(), 0.3 * MiB],
  'admin.people': [() => ann.trpc.admin.people.query({ limit }), 0.3 * MiB],
  'admin.audit': [() => ann.trpc.admin.audit.query({ limit }), 0.3 * MiB],
  'admin.reports': [() => ann.trpc.admin.reports.query({ limit }), pageMax],
}

it('every query is in the table', () => {
  const all = Object.entries(contract).flatMap(([noun, verbs]) =>
    Object.entries(verbs).flatMap(([verb, { kind }]) => (kind === 'query' ? [`${noun}.${verb}`] : [])),
  )
  expect(Object.keys(queries).sort()).toEqual(all.sort())
})

it.each(Object.entries(queries))('%s answers within its bound', async (_name, [ask, max]) => {
  const bytes = sizeOf(await ask())
  expect(bytes).toBeGreaterThanOrEqual(2)
  expect(bytes).toBeLessThan(max)
})

describe('pages that are cut because their rows are large hold everything together', () => {
  const numbers = Array.from({ length: messageCount }, (_, i) => i + 1)

  it('of messages.list, backwards, forwards and from the middle', async () => {
    const seen = new Set<number>()
    for (let before = messageCount + 1, more = true; more; ) {
      const page = await ann.trpc.messages.list.query({ channelId, before, limit })
      for (const { number } of page.messages) seen.add(number)
      before = page.messages[0]?.number ?? 0
      more = page.hasBefore
    }
    expect([...seen].sort((a, b) => a - b)).toEqual(numbers)
    const forwards: number[] = []
    for (let after = 0, more = true; more; ) {
      const page = await ann.trpc.messages.list.query({ channelId, after, limit })
      forwards.push(...page.messages.map(({ number }) => number))
      after = forwards.at(-1) ?? 0
      more = page.hasAfter
    }
    expect(forwards).toEqual(numbers)
    const around = await ann.trpc.messages.list.query({ channelId, around: 75, limit })
    expect(around.messages.map(({ number }) => number)).toContain(75)
    expect(around).toMatchObject({ hasBefore: true, hasAfter: true })
  })

  it('of messages.pinned, messages.search, saved.list, admin.reports and channels.browse', async () => {
    const pinned: number[] = []
    for (let page = [{ number: 0 }]; page.length > 0; pinned.push(...page.map(({ number }) => number))) {
      const before = pinned.at(-1)
      page = await ann.trpc.messages.pinned.query({ channelId, limit, ...(before && { before }) })
    }
    expect(pinned.sort((a, b) => a - b)).toEqual(numbers)

    type Page = { rows: (string | number)[]; cursor: string | null }
    const all = async (read: (cursor?: string) => Promise<Page>) => {
      const rows = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await read(cursor)
        rows.push(...page.rows)
        cursor = page.cursor
      }
      return rows.sort((a, b) => Number(a) - Number(b))
    }
    for (const order of ['newest', 'best'] as const) {
      const found = await all(async (cursor) => {
        const { messages, cursor: next } = await ann.trpc.messages.search.query({
          query: '長',
          channelId,
          order,
          limit,
          ...(cursor && { cursor }),
        })
        return { rows: messages.map(({ number }) => number), cursor: next }
      })
      expect(found, order).toEqual(numbers)
    }
    const saved = await all(async (cursor) => {
      const page = await ann.trpc.saved.list.query({ limit, ...(cursor && { cursor }) })
      return { rows: page.saved.map(({ number }) => number), cursor: page.cursor }
    })
    expect(saved).toEqual(numbers)
    const reported = await all(async (cursor) => {
      const page = await ann.trpc.admin.reports.query({ limit, ...(cursor && { cursor }) })
      return { rows: page.reports.map(({ message }) => message?.number ?? 0), cursor: page.cursor }
    })
    expect(reported).toEqual(numbers)
    const open = await all(async (cursor) => {
      const page = await ann.trpc.channels.browse.query({ limit, query: 'few', ...(cursor && { cursor }) })
      return { rows: page.channels.map(({ id }) => id), cursor: page.cursor }
    })
    expect(new Set(open).size).toBe(60)
    expect(open).toHaveLength(60)
  }, 120_000)

  it('of users.changes and channels.changes', async () => {
    const channels = new Set<string>()
    const saved = new Set<number>()
    for (let since = revision - 250, more = true; more; ) {
      const page = await ann.trpc.users.changes.query({ since, limit: limits.changesMax })
      expect(page.reset).toBe(false)
      expect(page.revision).toBeGreaterThan(since)
      for (const { id } of page.channels) channels.add(id)
      for (const { number } of page.saved) saved.add(number)
      since = page.revision
      more = page.more
    }
    expect([channels.size, saved.size]).toEqual([250, messageCount])
    const changed: number[] = []
    for (let since = 0, more = true; more; ) {
      const page = await ann.trpc.channels.changes.query({ channelId, since, limit: 500 })
      changed.push(...page.messages.map(({ number }) => number))
      since = page.revision
      more = page.more
    }
    expect(changed).toEqual(numbers)
  })
})

it('a list of thousands of channels has last messages for the newest of them, and its channels newest first', async () => {
  const list = await ann.trpc.channels.list.query()
  expect(list.length).toBeGreaterThan(500)
  expect(list[0]?.lastMessage).not.toBeNull()
  const firstWithout = list.findIndex(({ lastMessage }) => lastMessage === null)
  expect(list.slice(firstWithout).every(({ lastMessage }) => lastMessage === null)).toBe(true)
})
