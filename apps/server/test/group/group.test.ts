import type { ServerEvent } from '@chime/protocol'
import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode, reasons, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let admin: Person
let ben: Person
let cem: Person
beforeAll(async () => {
  node = await oneNode()
  // Who registers first administers the server.
  admin = await node.person('admin')
  ;[ben, cem] = [await node.person('ben'), await node.person('cem')]
})
beforeEach(async () => {
  for (const { id } of await admin.trpc.groups.list.query()) await admin.trpc.groups.delete.mutate({ id })
})
afterAll(() => node.stop())

const create = (handle: string, ...members: Person[]) =>
  admin.trpc.groups.create.mutate({ handle, name: `The ${handle}`, memberIds: members.map(({ user }) => user.id) })
const taken = { reason: 'CONFLICT', field: 'handle' }
const register = (username: string) =>
  node.connect().trpc.auth.register.mutate({
    username,
    email: `${crypto.randomUUID()}@example.com`,
    password: 'battery horse staple',
  })

describe('a user group', () => {
  it('is made, changed and deleted by admins, and seen by everybody', async () => {
    const made = await admin.trpc.groups.create.mutate({
      handle: 'team',
      name: ' The team ',
      description: 'All of us',
      memberIds: [ben.user.id, cem.user.id, ben.user.id],
    })
    expect(made).toMatchObject({ handle: 'team', name: 'The team', description: 'All of us', deletedAt: null })
    expect(new Set(made.memberIds)).toEqual(new Set([ben.user.id, cem.user.id]))
    expect(made.memberIds).toHaveLength(2)
    expect(await ben.trpc.groups.list.query()).toEqual([made])
    const renamed = await admin.trpc.groups.update.mutate({ id: made.id, name: 'We' })
    expect(renamed).toEqual({ ...made, name: 'We', revision: made.revision + 1 })
    const smaller = await admin.trpc.groups.update.mutate({ id: made.id, description: null, memberIds: [] })
    expect(smaller).toMatchObject({ handle: 'team', name: 'We', description: null, memberIds: [] })
    await create('design')
    expect((await ben.trpc.groups.list.query()).map(({ handle }) => handle)).toEqual(['design', 'team'])
    await admin.trpc.groups.delete.mutate({ id: made.id })
    expect((await ben.trpc.groups.list.query()).map(({ handle }) => handle)).toEqual(['design'])
    const { id } = made
    expect(
      await reasons(admin.trpc.groups.delete.mutate({ id }), admin.trpc.groups.update.mutate({ id, name: 'x' })),
    ).toEqual(['NOT_FOUND', 'NOT_FOUND'])
  })

  it('is changed by nobody else, and nothing is changed by what is refused', async () => {
    const made = await create('team', ben)
    const { id } = made
    const calls = [
      ben.trpc.groups.create.mutate({ handle: 'mine', name: 'Mine' }),
      ben.trpc.groups.update.mutate({ id, memberIds: [] }),
      ben.trpc.groups.delete.mutate({ id }),
    ]
    expect(await reasons(...calls)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
    const memberIds = [cem.user.id, crypto.randomUUID()]
    expect(await refusal(admin.trpc.groups.update.mutate({ id, name: 'Other', memberIds }))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'memberIds.1',
    })
    const tooMany = Array.from({ length: limits.groupMembersMax + 1 }, () => crypto.randomUUID())
    expect(await reasons(admin.trpc.groups.update.mutate({ id, memberIds: tooMany }))).toEqual(['INVALID_INPUT'])
    expect(await admin.trpc.groups.list.query()).toEqual([made])
  })

  it('there are only so many of', async () => {
    await node.sql(
      `insert into groups (handle, name, fold_version)
       select 'many-' || i, 'Many', 1000 from generate_series(1, $1::int) i`,
      limits.groupsMax,
    )
    expect(await reasons(create('one-more'))).toEqual(['TOO_LARGE'])
    await node.sql(`delete from groups where handle like 'many-%'`)
    expect(await create('one-more')).toMatchObject({ handle: 'one-more' })
  })
})

describe('a handle', () => {
  it('is no word of the grammar', async () => {
    for (const handle of ['here', 'channel', 'everyone', 'all']) {
      expect([handle, (await refusal(create(handle))).reason]).toEqual([handle, 'INVALID_INPUT'])
    }
  })

  it.each([
    ['the same', 'sales-team', 'sales-team'],
    ['a capital I for an l', 'legal1', 'legall'],
    ['rn for m', 'modern', 'modem'],
  ])('clashes with a username, by %s', async (_, username, handle) => {
    const other = await create('other-one')
    await register(username)
    expect(await refusal(create(handle))).toMatchObject(taken)
    expect(await refusal(admin.trpc.groups.update.mutate({ id: other.id, handle }))).toMatchObject(taken)
    expect(await admin.trpc.groups.list.query()).toEqual([other])
  })

  it('is taken from usernames and other groups, and is free again after a change and after the end', async () => {
    const { id } = await create('billing')
    expect(await refusal(register('billing'))).toMatchObject({ reason: 'CONFLICT', field: 'username' })
    expect(await refusal(register('bi11ing'))).toMatchObject({ reason: 'CONFLICT', field: 'username' })
    const another = await create('support')
    for (const handle of ['billing', 'bi11ing']) {
      expect(await refusal(create(handle))).toMatchObject(taken)
      expect(await refusal(admin.trpc.groups.update.mutate({ id: another.id, handle }))).toMatchObject(taken)
    }
    // Its own handle it may spell anew.
    expect(await admin.trpc.groups.update.mutate({ id, handle: 'bi11ing' })).toMatchObject({ handle: 'bi11ing' })
    await admin.trpc.groups.update.mutate({ id, handle: 'invoices' })
    const again = await create('billing')
    await admin.trpc.groups.delete.mutate({ id: again.id })
    expect((await register('billing')).user.username).toBe('billing')
    await admin.trpc.groups.delete.mutate({ id })
    expect(await create('invoices')).toMatchObject({ handle: 'invoices' })
  })

  it('of a group that stood before the fold is claimed by the job that folds anew', async () => {
    await node.sql(`insert into groups (handle, name) values ('veterans', 'Veterans')`)
    await vi.waitFor(
      async () => {
        const [row] = await node.sql<{ v: number }>(`select fold_version as v from groups where handle = 'veterans'`)
        expect(row?.v).toBeGreaterThan(0)
      },
      { timeout: 30_000 },
    )
    expect(await refusal(register('veterans'))).toMatchObject({ reason: 'CONFLICT', field: 'username' })
  })
})

describe('every stream of all channels', () => {
  const groupsIn = (events: readonly ServerEvent[]) =>
    events.flatMap((event) => (event.type === 'group' ? [event] : []))
  const revisionIn = (events: readonly ServerEvent[]) =>
    events.flatMap((event) => (event.type === 'hello' ? [event.groupsRevision] : []))

  it('is told where the groups stand, and of each change, one step after the other', async () => {
    const stream = follow(ben)
    await stream.hello
    const [start = -1] = revisionIn(stream.events)
    const made = await create('team', ben)
    const changed = await admin.trpc.groups.update.mutate({ id: made.id, handle: 'crew' })
    await admin.trpc.groups.delete.mutate({ id: made.id })
    await vi.waitFor(() => expect(groupsIn(stream.events)).toHaveLength(3), soon)
    const [first, second, third] = groupsIn(stream.events)
    expect(first).toEqual({ type: 'group', after: start, revision: start + 1, group: made })
    expect(second).toEqual({ type: 'group', after: start + 1, revision: start + 2, group: changed })
    expect(third).toMatchObject({ after: start + 2, group: { id: made.id, memberIds: [] } })
    expect(third?.group.deletedAt).not.toBe(null)
    stream.unsubscribe()
    const again = follow(cem)
    await again.hello
    expect(revisionIn(again.events)).toEqual([start + 3])
    again.unsubscribe()
  })

  it('is told what a lost publication said', async () => {
    const stream = follow(ben)
    await stream.hello
    const [start = -1] = revisionIn(stream.events)
    // As another node writes whose publication the bus loses.
    await node.sql(`update instance set groups_revision = groups_revision + 1`)
    await node.sql(
      `insert into groups (handle, name, revision, fold_version)
       select 'lost', 'Lost', groups_revision, 1000 from instance`,
    )
    await vi.waitFor(() => expect(groupsIn(stream.events)).toHaveLength(1), { timeout: 20_000 })
    expect(groupsIn(stream.events)[0]).toMatchObject({ after: start, revision: start + 1, group: { handle: 'lost' } })
    stream.unsubscribe()
  })

  it('begins anew when too much of it was lost', async () => {
    const stream = follow(ben)
    await stream.hello
    const [start = -1] = revisionIn(stream.events)
    await node.sql(
      `with counted as (update instance set groups_revision = groups_revision + 30 returning groups_revision - 30 as at)
       insert into groups (handle, name, revision, fold_version)
       select 'lost-' || i, 'Lost', counted.at + i, 1000 from counted, generate_series(1, 30) i`,
    )
    await vi.waitFor(() => expect(revisionIn(stream.events)).toEqual([start, start + 30]), { timeout: 20_000 })
    expect(groupsIn(stream.events)).toEqual([])
    stream.unsubscribe()
  })

  it('has them to itself: a stream of chosen channels is not told of groups', async () => {
    const { id } = await ben.trpc.channels.create.mutate({ kind: 'public', name: `p ${crypto.randomUUID()}` })
    const stream = follow(ben, [id])
    await stream.hello
    expect(revisionIn(stream.events)).toEqual([undefined])
    await create('team')
    await ben.trpc.messages.send.mutate({ channelId: id, clientId: crypto.randomUUID(), content: 'x' })
    await vi.waitFor(() => expect(stream.events.at(-1)).toMatchObject({ type: 'message' }), soon)
    expect(groupsIn(stream.events)).toEqual([])
    stream.unsubscribe()
  })
})
