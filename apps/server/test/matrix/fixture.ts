import { createHash, randomBytes } from 'node:crypto'
import type { OneNode } from '@chime/testing/one-node'

/** The roles that somebody can have in a channel, or on the server. */
export const roles = ['anonymous', 'outsider', 'former', 'member', 'admin', 'owner'] as const
export type RoleName = (typeof roles)[number]
export type Kind = 'group' | 'public' | 'announcement'

export type Fixture = {
  channelId: string
  /** The thread below its first message, which is pinned. Nobody follows it. */
  threadId: string
  /** Who makes the call. Null: without a session. */
  actor: { id: string; sessionId: string; token: string } | null
  /** An owner of the channel, a plain member of it, and somebody who has nothing to do with it. */
  owner: string
  member: string
  stranger: string
  /** An invite to the channel, made by its owner. */
  invite: { id: string; code: string }
}

/** Of everybody in a fixture. Its hash is made with little effort, since it is checked often. */
export const password = 'a horse, a battery and a staple'
const passwordHash = '$argon2id$v=19$m=4096,t=1,p=1$z5XueBtsE+VGf8iDQGIGag$++6iPEpgpFDF8a8Uj72zw7fwaAkWgFg3snkK3ZhZK54'

const options = ['this', 'that'].map((text) => ({ text, count: 0, userIds: [] }))
const poll = { options, multiple: false, closedAt: null }

/**
 * Creates a channel with three messages, of which the last is a poll, its people, and an actor in that role. Every case
 * gets a fixture of its own, so that no case affects another. They are written directly to the tables, because hundreds
 * are needed.
 */
export async function createFixture(node: Pick<OneNode, 'sql'>, kind: Kind, role: RoleName): Promise<Fixture> {
  const name = randomBytes(8).toString('hex')
  const users = await node.sql<{ id: string }>(
    `insert into users (username, email, password_hash, revision)
     select $1 || '-' || i, $1 || '-' || i || '@example.com', $2, 5 from generate_series(1, 4) i returning id`,
    name,
    passwordHash,
  )
  const [actor = '', owner = '', member = '', stranger = ''] = users.map(({ id }) => id)
  const [channel] = await node.sql<{ id: string }>(
    `insert into channels (kind, name, created_by, last_number, counted, revision) values ($1, $2, $3, 3, 3, 10) returning id`,
    kind,
    name,
    owner,
  )
  const channelId = channel?.id ?? ''
  await node.sql(
    `insert into messages (channel_id, number, revision, counted, user_id, client_id, content, poll, pinned_at)
     select $1, i, i + 3, i, $2, gen_random_uuid(), 'message ' || i, case i when 3 then $3::jsonb end,
       case i when 1 then now() end
     from generate_series(1, 3) i`,
    channelId,
    owner,
    JSON.stringify(poll),
  )
  const [thread] = await node.sql<{ id: string }>(
    `insert into channels (kind, created_by, parent_channel_id, parent_number) values ('thread', $1, $2, 1) returning id`,
    owner,
    channelId,
  )
  const join = (userId: string, as: string, leftAt: Date | null = null) =>
    node.sql(
      'insert into members (channel_id, user_id, role, left_at, revision, user_revision) values ($1, $2, $3, $4, 7, 5)',
      channelId,
      userId,
      as,
      leftAt,
    )
  await join(owner, 'owner')
  await join(member, 'member')
  if (role === 'former') await join(actor, 'owner', new Date())
  if (role === 'member' || role === 'admin' || role === 'owner') await join(actor, role)
  const [invite] = await node.sql<{ id: string }>(
    'insert into invites (channel_id, code, created_by) values ($1, $2, $3) returning id',
    channelId,
    name,
    owner,
  )
  const others = {
    channelId,
    threadId: thread?.id ?? '',
    owner,
    member,
    stranger,
    invite: { id: invite?.id ?? '', code: name },
  }
  if (role === 'anonymous') return { ...others, actor: null }

  const token = randomBytes(32).toString('base64url')
  const [session] = await node.sql<{ id: string }>(
    `insert into sessions (token_hash, user_id, expires_at, ends_at)
     values ($1, $2, now() + interval '1 hour', now() + interval '1 hour') returning id`,
    createHash('sha256').update(token).digest('hex'),
    actor,
  )
  return { ...others, actor: { id: actor, sessionId: session?.id ?? '', token } }
}
