import { sweepUserRows } from '@chime/api'
import { openDatabase } from '@chime/db'
import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

const silent = pino({ level: 'silent' })

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode({ PEOPLE: 'community' })
})
beforeEach(async () => {
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
  channelId = await groupOf(ann)
  const { code } = await ann.trpc.invites.create.mutate({ channelId })
  await cem.trpc.invites.accept.mutate({ code })
})
afterAll(() => node.stop())

const add = (by: Person, ...people: Person[]) =>
  by.trpc.members.add.mutate({ channelId, userIds: people.map(({ user }) => user.id) })
const accept = (by: Person, id = channelId) => by.trpc.members.accept.mutate({ channelId: id })
const decline = (by: Person) => by.trpc.members.decline.mutate({ channelId })
const withdraw = (by: Person, of: Person) => by.trpc.members.remove.mutate({ channelId, userId: of.user.id })
const invitations = async (of: Person) =>
  (await of.trpc.members.invitations.query()).map((one) => [one.channelId, one.invitedBy?.id])
const invited = async (by = ann) => (await by.trpc.members.invited.query({ channelId })).map(({ user }) => user.id)

/** A device of Ben's. `states` are what it heard of the invitation to the channel. */
async function device() {
  const stream = follow(ben)
  await stream.hello
  const states = () =>
    stream.events.flatMap((event) =>
      event.type === 'invited' && event.invitation.channelId === channelId ? [event.invitation.state] : [],
    )
  return { ...stream, states }
}

describe('a stranger who is added', () => {
  it('is asked, and is a member once they accept; their devices hear of both, those of others of neither', async () => {
    const [mine, anns] = [await device(), follow(ann)]
    await anns.hello
    const { members, invited: ids } = await add(ann, ben, cem)
    expect([members.map(({ userId }) => userId), ids]).toEqual([[cem.user.id], [ben.user.id]])
    expect(await refusal(ben.trpc.channels.get.query({ channelId }))).toMatchObject({ reason: 'NOT_FOUND' })
    expect(await ben.trpc.members.invitations.query()).toMatchObject([
      { channelId, state: 'waiting', kind: 'group', name: 'a group', invitedBy: { id: ann.user.id } },
    ])
    expect([await invited(), await invited(cem)]).toEqual([[ben.user.id], [ben.user.id]])
    // Asking again is the same invitation.
    expect((await add(cem, ben)).invited).toEqual([ben.user.id])
    expect(await invitations(ben)).toEqual([[channelId, ann.user.id]])

    const channel = await accept(ben)
    expect(channel).toMatchObject({ id: channelId, membership: { role: 'member', unread: 0 } })
    expect(await accept(ben)).toMatchObject({ id: channelId })
    expect([await invitations(ben), await invited()]).toEqual([[], []])
    await say(ben, channelId, 'here I am')
    await vi.waitFor(() => expect(mine.states()).toEqual(['waiting', 'accepted']), soon)
    await vi.waitFor(() => expect(anns.events.at(-1)?.type).toBe('message'), soon)
    const steps = mine.events.flatMap((event) => ('after' in event && event.type !== 'message' ? [event] : []))
    const own = steps.filter(({ type }) => type === 'invited' || type === 'joined')
    expect(own.map(({ type }) => type)).toEqual(['invited', 'invited', 'joined'])
    expect(own[1]?.revision).toBe(own[2]?.revision)
    expect(anns.events.some(({ type }) => type === 'invited')).toBe(false)
  })

  it('hears of it later when they were away', async () => {
    const since = (await ben.trpc.users.changes.query({ since: 0 })).revision
    await add(ann, ben)
    const { revision, invitations } = await ben.trpc.users.changes.query({ since })
    expect([revision, invitations]).toMatchObject([since + 1, [{ channelId, state: 'waiting' }]])
    await decline(ben)
    const after = await ben.trpc.users.changes.query({ since })
    expect([after.revision, after.invitations]).toMatchObject([since + 2, [{ channelId, state: 'declined' }]])
  })

  it('may decline: who invited them cannot ask again, others can', async () => {
    const mine = await device()
    await add(ann, ben)
    expect([await decline(ben), await decline(ben)]).toEqual([null, null])
    expect([await invitations(ben), await invited()]).toEqual([[], []])
    expect(await reasons(accept(ben))).toEqual(['NOT_FOUND'])
    expect(await add(ann, ben)).toEqual({ members: [], invited: [] })
    expect((await add(cem, ben)).invited).toEqual([ben.user.id])
    expect(await invitations(ben)).toEqual([[channelId, cem.user.id]])
    await vi.waitFor(() => expect(mine.states()).toEqual(['waiting', 'declined', 'waiting']), soon)
  })

  it('is not asked any more when who invited them, or who manages the channel, takes it back', async () => {
    const eve = await node.person('eve')
    await add(cem, ben, eve)
    await add(ann, ben)
    const { code } = await ann.trpc.invites.create.mutate({ channelId })
    const dan = await node.person('dan')
    await dan.trpc.invites.accept.mutate({ code })
    expect(await reasons(withdraw(dan, ben))).toEqual(['FORBIDDEN'])
    await withdraw(cem, ben)
    await withdraw(ann, eve)
    expect([await invitations(ben), await invitations(eve), await invited()]).toEqual([[], [], []])
    expect(await reasons(accept(ben), withdraw(ann, ben))).toEqual(['NOT_FOUND', 'NOT_FOUND'])
    expect((await add(cem, ben)).invited).toEqual([ben.user.id])
  })

  it('has accepted by coming another way', async () => {
    const mine = await device()
    await add(ann, ben)
    const { code } = await ann.trpc.invites.create.mutate({ channelId })
    await ben.trpc.invites.accept.mutate({ code })
    expect([await invitations(ben), await invited()]).toEqual([[], []])
    await vi.waitFor(() => expect(mine.states()).toEqual(['waiting', 'accepted']), soon)
  })

  it('does not come into an archived channel', async () => {
    await add(ann, ben)
    await ann.trpc.channels.archive.mutate({ channelId })
    expect(await reasons(accept(ben))).toEqual(['FORBIDDEN'])
    await ann.trpc.channels.unarchive.mutate({ channelId })
    await accept(ben)
  })

  it('is one of a hundred whom one person may ask at a time', async () => {
    const crowd = await node.sql<{ id: string }>(
      `insert into users (username) select left(gen_random_uuid()::text, 12) from generate_series(1, $1::int) returning id`,
      limits.invitationsMax,
    )
    const userIds = crowd.map(({ id }) => id)
    const all = await ann.trpc.members.add.mutate({ channelId, userIds })
    expect(all).toMatchObject({ members: [], invited: { length: limits.invitationsMax } })
    expect(await reasons(add(ann, ben))).toEqual(['TOO_LARGE'])
    await ann.trpc.members.remove.mutate({ channelId, userId: userIds[0] ?? '' })
    expect((await add(ann, ben)).invited).toEqual([ben.user.id])
  })
})

describe('a stranger to whom somebody writes', () => {
  it('sees the conversation and what was written in it once they accept, or write themselves', async () => {
    for (const answer of ['accept', 'write'] as const) {
      const dan = await node.person('dan')
      const { id } = await ann.trpc.channels.openDirect.mutate({ userId: dan.user.id })
      await say(ann, id, 'do you remember me?')
      expect(await reasons(dan.trpc.messages.list.query({ channelId: id }))).toEqual(['NOT_FOUND'])
      expect(await dan.trpc.channels.list.query()).toEqual([])
      expect(await dan.trpc.members.invitations.query()).toMatchObject([{ channelId: id, kind: 'direct', name: null }])
      expect((await ann.trpc.channels.openDirect.mutate({ userId: dan.user.id })).id).toBe(id)
      if (answer === 'accept') await accept(dan, id)
      else expect((await dan.trpc.channels.openDirect.mutate({ userId: ann.user.id })).id).toBe(id)
      expect((await dan.trpc.messages.list.query({ channelId: id })).messages).toHaveLength(1)
      expect(await invitations(dan)).toEqual([])
      // Now they know each other.
      expect((await add(ann, dan)).members).toHaveLength(1)
      expect((await dan.trpc.presence.get.query({ userIds: [ann.user.id] })).length).toBe(1)
    }
  })

  it('is asked by both at once only until one of them has written', async () => {
    const open = (by: Person, whom: Person) => by.trpc.channels.openDirect.mutate({ userId: whom.user.id })
    const [one, other] = await Promise.all([open(ann, ben), open(ben, ann)])
    expect(one.id).toBe(other.id)
    expect([await invitations(ann), await invitations(ben)]).toEqual([[], []])
    const of = async (by: Person) => (await by.trpc.channels.list.query()).some(({ id }) => id === one.id)
    expect([await of(ann), await of(ben)]).toEqual([true, true])
  })
})

describe('a block', () => {
  const block = (by: Person, whom: Person) => by.trpc.users.block.mutate({ userId: whom.user.id })

  it('declines what the blocked one has asked, on all devices, and nothing else', async () => {
    const mine = await device()
    const other = await groupOf(cem)
    await add(ann, ben)
    await cem.trpc.members.add.mutate({ channelId: other, userIds: [ben.user.id] })
    await block(ben, ann)
    expect(await invitations(ben)).toEqual([[other, cem.user.id]])
    await vi.waitFor(() => expect(mine.states()).toEqual(['waiting', 'declined']), soon)
    const [blocked, declined] = mine.events.slice(-2)
    expect([blocked?.type, declined?.type]).toEqual(['block', 'invited'])
    expect(await reasons(add(ann, ben))).toEqual(['FORBIDDEN'])
  })

  it('keeps whoever is asked from coming to whom has blocked them, and says no more than elsewhere', async () => {
    await add(ann, ben)
    await block(ann, ben)
    const said = async (call: Promise<unknown>) => call.then(String, (error: Error) => error.message)
    const { code } = await ann.trpc.invites.create.mutate({ channelId })
    const byInvite = await said(ben.trpc.invites.accept.mutate({ code }))
    expect(await said(accept(ben))).toBe(byInvite)
    expect(byInvite).not.toContain('block')
    expect(await ben.trpc.channels.list.query()).toEqual([])
  })
})

it('answered invitations are gone after a month, and whoever was away for longer reads everything again', async () => {
  await add(ann, ben)
  await decline(ben)
  const { revision } = await ben.trpc.users.changes.query({ since: 0 })
  await node.sql(`update invitations set invited_at = now() - interval '31 days' where user_id = $1`, ben.user.id)
  const db = openDatabase({ url: node.databaseUrl, maxConnections: 2, log: silent })
  await sweepUserRows({ db, log: silent })
  await db.close()
  expect(await ben.trpc.users.changes.query({ since: revision - 1 })).toMatchObject({ reset: true })
  expect((await add(ann, ben)).invited).toEqual([ben.user.id])
})

it('a person may be stricter than their server, and takes it back', async () => {
  const { user } = ben
  expect(user.reachableBy).toBe(null)
  await accept(ben, (await ann.trpc.channels.openDirect.mutate({ userId: user.id })).id)
  const set = (reachableBy: 'acquaintances' | 'nobody' | null) => ben.trpc.users.update.mutate({ reachableBy })
  expect(await set('nobody')).toMatchObject({ reachableBy: 'nobody' })
  expect((await add(ann, ben)).invited).toEqual([user.id])
  expect(await set(null)).toMatchObject({ reachableBy: null })
  expect((await add(ann, ben)).members).toHaveLength(1)
  // Nobody else is told.
  const [seen] = await ann.trpc.users.get.query({ ids: [user.id] })
  expect(seen).not.toHaveProperty('reachableBy')
})
