import type { UserRole } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let admin: Person
beforeAll(async () => {
  node = await oneNode()
  admin = await node.person('admin')
})
afterAll(() => node.stop())

const setRole = ({ trpc }: Person, { user }: Person, role: UserRole) =>
  trpc.admin.setRole.mutate({ userId: user.id, role })
const suspend = ({ trpc }: Person, { user }: Person) => trpc.admin.suspend.mutate({ userId: user.id })
const unsuspend = ({ trpc }: Person, { user }: Person) => trpc.admin.unsuspend.mutate({ userId: user.id })
const roleOf = async ({ trpc }: Person) => (await trpc.auth.me.query()).role
/** In the table, because nobody may do this to an admin who is suspended or demoted meanwhile. */
const appoint = ({ user }: Person, role: UserRole) =>
  node.sql('update users set role = $2::user_role where id = $1', user.id, role)

async function personAs(role: UserRole): Promise<Person> {
  const person = await node.person(role)
  await appoint(person, role)
  return person
}

describe('roles on the server', () => {
  it('are given by admins alone, and the devices of who gets one learn of it', async () => {
    const ben = await node.person('ben')
    const stream = follow(ben)
    await stream.hello
    await setRole(admin, ben, 'moderator')
    await vi.waitFor(
      () => expect(stream.events.some((event) => event.type === 'me' && event.user.role === 'moderator')).toBe(true),
      soon,
    )
    stream.unsubscribe()
    const cem = await node.person('cem')
    expect(await reasons(setRole(ben, cem, 'moderator'), setRole(cem, cem, 'admin'))).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
    ])
    const nobody = admin.trpc.admin.setRole.mutate({ userId: crypto.randomUUID(), role: 'user' })
    expect(await reasons(nobody)).toEqual(['NOT_FOUND'])
    await setRole(admin, ben, 'user')
    expect(await roleOf(ben)).toBe('user')
  })

  it('are not for users of another application', async () => {
    const eve = await node.person('eve')
    await node.sql('update users set external_id = $2 where id = $1', eve.user.id, 'shop-1')
    expect(await reasons(setRole(admin, eve, 'moderator'))).toEqual(['FORBIDDEN'])
  })

  it('leave one admin, also when two take it from each other, or each gives it up, at once', async () => {
    for (let round = 0; round < 5; round++) {
      const [one, two] = [await personAs('admin'), await personAs('admin')]
      await node.sql(`update users set role = 'user' where id = $1`, admin.user.id)
      const [target, other] = round % 2 === 0 ? [two, one] : [one, two]
      const outcome = await Promise.allSettled([setRole(one, target, 'user'), setRole(two, other, 'user')])
      expect(outcome.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      const admins = await node.sql<{ id: string }>(`select id from users where role = 'admin'`)
      expect(admins).toHaveLength(1)
      const last = admins[0]?.id === one.user.id ? one : two
      expect(await refusal(setRole(last, last, 'user'))).toMatchObject({ reason: 'CONFLICT' })
      await appoint(admin, 'admin')
      await setRole(admin, last, 'user')
    }
  })
})

describe('a moderator', () => {
  it('suspends users and lets them in again, and nobody whose role is not below theirs', async () => {
    const [moderator, peer, ben] = [await personAs('moderator'), await personAs('moderator'), await node.person('ben')]
    await suspend(moderator, ben)
    await unsuspend(moderator, ben)
    expect(await reasons(suspend(moderator, peer), suspend(moderator, admin), unsuspend(moderator, admin))).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
      'FORBIDDEN',
    ])
    const second = await personAs('admin')
    expect(await reasons(suspend(second, admin))).toEqual(['FORBIDDEN'])
    await suspend(second, peer)
    expect(await reasons(suspend(peer, ben))).toEqual(['UNAUTHENTICATED'])
    await setRole(admin, second, 'user')
  })

  it('sees reports, resolves them, and deletes what was reported, but reads no conversation of others', async () => {
    const [moderator, ann, ben] = [await personAs('moderator'), await node.person('ann'), await node.person('ben')]
    const channelId = await groupOf(ann, ben)
    const [bad, other] = await say(ann, channelId, 'something bad', 'something else')
    if (!bad || !other) throw new Error('two were sent')
    const remove = ({ trpc }: Person, number: number) => trpc.admin.deleteMessage.mutate({ channelId, number })
    expect(await reasons(remove(moderator, bad.number), remove(ben, bad.number))).toEqual(['NOT_FOUND', 'FORBIDDEN'])
    await ben.trpc.messages.report.mutate({ channelId, number: bad.number, reason: 'it hurts' })
    const { reports } = await moderator.trpc.admin.reports.query({})
    expect(reports[0]).toMatchObject({ content: 'something bad', user: { id: ann.user.id } })
    const stream = follow(ben)
    await stream.hello
    await remove(moderator, bad.number)
    await remove(moderator, bad.number)
    await vi.waitFor(
      () =>
        expect(stream.events.some((event) => event.type === 'message' && event.message.deletedAt !== null)).toBe(true),
      soon,
    )
    stream.unsubscribe()
    const { messages } = await ben.trpc.messages.list.query({ channelId })
    expect(messages.find(({ number }) => number === bad.number)).toMatchObject({
      content: '',
      deletedAt: expect.any(String),
    })
    expect(await reasons(remove(moderator, other.number))).toEqual(['NOT_FOUND'])
    await moderator.trpc.admin.resolveReport.mutate({ id: reports[0]?.id ?? '' })
    expect(await reasons(moderator.trpc.messages.list.query({ channelId }))).toEqual(['NOT_FOUND'])
  })

  it('deletes in an open channel without being a member, and administrates nothing', async () => {
    const [moderator, ann] = [await personAs('moderator'), await node.person('ann')]
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `square ${ann.user.username}` })
    const [message] = await say(ann, id, 'buy this')
    await moderator.trpc.admin.deleteMessage.mutate({ channelId: id, number: message?.number ?? 0 })
    const refused = [
      moderator.trpc.admin.audit.query({}),
      moderator.trpc.filters.list.query(),
      moderator.trpc.groups.create.mutate({ handle: 'mods', name: 'Mods' }),
      setRole(moderator, ann, 'moderator'),
    ]
    expect(await reasons(...refused)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
  })
})

describe('the list of people', () => {
  it('has everybody, in pages, and is searched by name, role and suspension', async () => {
    const fresh = await oneNode()
    const first = await fresh.person('first')
    await fresh.sql(`insert into users (username, email, full_name, name_folded, fold_version)
      select 'someone-' || lpad(i::text, 4, '0'), 's' || i || '@example.com', 'Zoë Number ' || i, 'zoe number ' || i, 1
      from generate_series(1, 250) i`)
    await fresh.sql(`update users set role = 'moderator', suspended_at = now() where username = 'someone-0007'`)
    const list = (input: Parameters<typeof first.trpc.admin.people.query>[0]) => first.trpc.admin.people.query(input)
    const seen: string[] = []
    for (let cursor: string | undefined; ; ) {
      const page = await list({ limit: 100, ...(cursor && { cursor }) })
      seen.push(...page.people.map(({ user }) => user.username))
      if (page.cursor === null) break
      cursor = page.cursor
    }
    expect(seen).toEqual([...new Set(seen)].sort())
    expect(seen).toHaveLength(251)
    expect((await list({ query: 'ZOE' })).people).toHaveLength(50)
    expect((await list({ query: '@someone-0012' })).people.map(({ user }) => user.username)).toEqual(['someone-0012'])
    expect((await list({ role: 'moderator', suspended: true })).people).toMatchObject([
      { user: { username: 'someone-0007', suspended: true }, role: 'moderator', lastLoginAt: null, external: false },
    ])
    expect((await list({ role: 'admin' })).people).toMatchObject([{ user: { id: first.user.id } }])
    expect((await list({ query: 'nobody has this name' })).people).toEqual([])
    await fresh.stop()
  })
})
