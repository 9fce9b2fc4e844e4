import { limits, type ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
})
beforeEach(async () => {
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const changes = (since: number, limit?: number) => ben.trpc.users.changes.query({ since, limit })
const head = async () => (await changes(0)).revision

/** Advances the revision of Ben's user stream by that many. @returns the revision before */
async function take(by: number): Promise<number> {
  const sql =
    'update users set revision = revision + $2::int where id = $1 returning (revision - $2::int)::int as since'
  const [row] = await node.sql<{ since: number }>(sql, ben.user.id, by)
  return row?.since ?? 0
}

// Rows written directly to the tables, as if the event had been lost.
const write = {
  draft: (revision: number, content = 'begun', channel = channelId) =>
    node.sql(
      `insert into drafts (user_id, channel_id, content, user_revision) values ($1, $2, $3, $4)
       on conflict (user_id, channel_id) do update set content = excluded.content, user_revision = excluded.user_revision`,
      ben.user.id,
      channel,
      content,
      revision,
    ),
  block: (revision: number) =>
    node.sql(
      'insert into blocks (user_id, blocked_id, user_revision) values ($1, $2, $3)',
      ben.user.id,
      ann.user.id,
      revision,
    ),
  scheduled: (revision: number, count = 1) =>
    node.sql(
      `insert into scheduled_messages (user_id, channel_id, client_id, content, send_at, user_revision)
       select $1, $2, gen_random_uuid(), 'later ' || i, '2030-01-01', $3 from generate_series(1, $4::int) i`,
      ben.user.id,
      channelId,
      revision,
      count,
    ),
  reminder: (revision: number) =>
    node.sql(
      `insert into reminders (user_id, channel_id, number, at, user_revision) values ($1, $2, 3, '2030-01-01', $3)`,
      ben.user.id,
      channelId,
      revision,
    ),
  saved: (revision: number) =>
    node.sql(
      'insert into saved (user_id, channel_id, number, user_revision) values ($1, $2, 3, $3)',
      ben.user.id,
      channelId,
      revision,
    ),
  invited: (revision: number) =>
    node.sql(
      'insert into invitations (user_id, channel_id, invited_by, user_revision) values ($1, $2, $3, $4)',
      ben.user.id,
      channelId,
      ann.user.id,
      revision,
    ),
  notify: (revision: number) =>
    node.sql(
      `update members set notify = 'mentions', user_revision = $3 where user_id = $1 and channel_id = $2`,
      ben.user.id,
      channelId,
      revision,
    ),
}

describe('what changed for me', () => {
  it('is also what I have begun to write, whom I blocked, what is to be sent later, my reminders and what I have saved', async () => {
    const since = await take(5)
    await Promise.all([
      write.draft(since + 1),
      write.block(since + 2),
      write.scheduled(since + 3),
      write.reminder(since + 4),
      write.saved(since + 5),
    ])
    const { drafts, blocks, scheduled, reminders, saved, ...rest } = await changes(since)
    expect(rest).toMatchObject({ revision: since + 5, more: false, reset: false, channels: [], left: [], me: null })
    expect(drafts).toMatchObject([{ channelId, content: 'begun', replyTo: null }])
    expect(blocks).toEqual([{ userId: ann.user.id, blocked: true }])
    expect(scheduled).toMatchObject([
      { channelId, content: 'later 1', sendAt: '2030-01-01T00:00:00.000Z', state: 'waiting' },
    ])
    expect(reminders).toMatchObject([{ channelId, number: 3, state: 'waiting' }])
    expect(saved).toMatchObject([{ channelId, number: 3, saved: true }])
    expect(await ann.trpc.users.changes.query({ since: 0 })).toMatchObject({ drafts: [], blocks: [], scheduled: [] })
  })

  it.each([1, 2, 3, 100])(
    'comes in pages of %i over all tables, ascending, none cut inside a revision',
    async (limit) => {
      const since = await take(6)
      // Revision 3 has three rows, and revision 4 a membership.
      await Promise.all([
        write.reminder(since + 1),
        write.block(since + 2),
        write.scheduled(since + 3, 2),
        write.reminder(since + 3),
      ])
      await Promise.all([write.notify(since + 4), write.draft(since + 6)])
      const pages: string[] = []
      for (let from = since, more = true; more; ) {
        const page = await changes(from, limit)
        expect(page.revision).toBeGreaterThan(from)
        pages.push(
          [
            ...page.channels.map(() => 'channel'),
            ...page.drafts.map(() => 'draft'),
            ...page.blocks.map(() => 'block'),
            ...page.scheduled.map(() => 'scheduled'),
            ...page.reminders.map(() => 'reminder'),
          ].join(' '),
        )
        ;[from, more] = [page.revision, page.more]
      }
      expect(pages).toEqual(
        {
          1: ['reminder', 'block', 'scheduled scheduled reminder', 'channel', 'draft'],
          2: ['block reminder', 'scheduled scheduled reminder', 'channel draft'],
          3: ['block reminder', 'scheduled scheduled reminder', 'channel draft'],
          100: ['channel draft block scheduled scheduled reminder reminder'],
        }[limit],
      )
    },
  )

  it('is too much when it is too much over all tables together', async () => {
    const since = await take(3)
    await Promise.all([
      write.draft(since + 1),
      write.block(since + 2),
      write.scheduled(since + 3, limits.changesMax - 2),
    ])
    expect((await changes(since, limits.changesMax)).scheduled).toHaveLength(limits.changesMax - 2)
    await take(1)
    await write.reminder(since + 4)
    const none = { drafts: [], blocks: [], scheduled: [], reminders: [], saved: [], invitations: [] }
    expect(await changes(since)).toMatchObject({ reset: true, revision: since + 4, ...none })
    expect(await changes(since + 3)).toMatchObject({ reset: false, reminders: [{ number: 3 }] })
  })
})

it('what was pushed to me and lost is found by the audit, whatever it is', async () => {
  const since = await head()
  const stream = follow(ben)
  await stream.hello
  await Promise.all([
    write.draft(since + 1),
    write.block(since + 2),
    write.scheduled(since + 3),
    write.reminder(since + 4),
    write.saved(since + 6),
    write.invited(since + 7),
  ])
  await write.notify(since + 5)
  // Last, because in a real transaction nobody sees the rows before the revision has advanced.
  await take(7)
  const own = ['notify', 'draft', 'block', 'scheduled', 'reminder', 'saved', 'invited']
  const heard = () => stream.events.filter((event: ServerEvent) => own.includes(event.type))
  await vi.waitFor(
    () =>
      expect(
        heard()
          .map(({ type }) => type)
          .toSorted(),
      ).toEqual(own.toSorted()),
    soon,
  )
  expect(heard()).toMatchObject(
    heard().map(
      (event) =>
        ({
          notify: { channelId, notify: 'mentions' },
          draft: { draft: { channelId, content: 'begun' } },
          block: { userId: ann.user.id, blocked: true },
          scheduled: { scheduled: { content: 'later 1' } },
          reminder: { reminder: { number: 3 } },
          saved: { saved: { number: 3, saved: true } },
          invited: { invitation: { channelId, state: 'waiting', invitedBy: { id: ann.user.id } } },
        })[event.type as 'notify'],
    ), // one of the seven
  )
})
