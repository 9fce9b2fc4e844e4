import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, cem] = [await node.person('ann'), await node.person('ben'), await node.person('cem')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben, cem)
})
afterAll(() => node.stop())

type Role = 'owner' | 'admin' | 'member'
const setRole = ({ trpc }: Pick<Person, 'trpc'>, { user }: Person, role: Role) =>
  trpc.members.setRole.mutate({ channelId, userId: user.id, role })
const roleOf = async ({ user }: Person) =>
  (await cem.trpc.members.list.query({ channelId })).members.find(({ userId }) => userId === user.id)?.role
const owners = async (id = channelId) =>
  (
    await node.sql<{ user_id: string }>(
      `select user_id from members where channel_id = $1 and left_at is null and role = 'owner'`,
      id,
    )
  ).map((row) => row.user_id)

describe('a role', () => {
  it('is given by owners, and by nobody else', async () => {
    expect(await setRole(ann, ben, 'admin')).toMatchObject({ userId: ben.user.id, role: 'admin', leftAt: null })
    expect(await reasons(setRole(ben, cem, 'admin'), setRole(ben, ben, 'owner'), setRole(cem, cem, 'admin'))).toEqual(
      Array(3).fill('FORBIDDEN'),
    )
    await setRole(ann, ben, 'owner')
    await setRole(ben, cem, 'admin')
    await setRole(ben, ann, 'member')
    expect([await roleOf(ann), await roleOf(ben), await roleOf(cem)]).toEqual(['member', 'owner', 'admin'])
    expect((await refusal(setRole(ann, cem, 'member'))).reason).toBe('FORBIDDEN')
  })

  it('given again changes nothing', async () => {
    const once = await setRole(ann, ben, 'admin')
    const { revision } = await ann.trpc.channels.get.query({ channelId })
    expect(await setRole(ann, ben, 'admin')).toEqual(once)
    expect((await ann.trpc.channels.get.query({ channelId })).revision).toBe(revision)
  })

  it('is for members: of who is not there, and of those who have left, there is none', async () => {
    const stranger = await node.person()
    await cem.trpc.channels.leave.mutate({ channelId })
    expect(await reasons(setRole(ann, stranger, 'admin'), setRole(ann, cem, 'admin'))).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
    ])
  })

  it('is none in a direct conversation and in a thread', async () => {
    await say(ann, channelId, 'below this')
    const direct = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    for (const { id } of [direct, thread]) {
      const attempt = ann.trpc.members.setRole.mutate({ channelId: id, userId: ann.user.id, role: 'member' })
      expect((await refusal(attempt)).reason).toBe('FORBIDDEN')
    }
  })

  it('is told to everybody on the channel’s stream, and is there for whoever was away', async () => {
    const { revision } = await cem.trpc.channels.get.query({ channelId })
    const stream = follow(cem)
    await stream.hello
    await setRole(ann, cem, 'admin')
    const memberEvent = () => stream.events.find((event) => event.type === 'member')
    await vi.waitFor(() => expect(memberEvent()?.member).toMatchObject({ userId: cem.user.id, role: 'admin' }), soon)
    const { members } = await cem.trpc.channels.changes.query({ channelId, since: revision })
    expect(members).toEqual([memberEvent()?.member])
    expect((await cem.trpc.channels.get.query({ channelId })).membership?.role).toBe('admin')
    stream.unsubscribe()
  })
})

describe('a channel keeps an owner', () => {
  it('whose role is not taken, by themselves either', async () => {
    expect(await refusal(setRole(ann, ann, 'admin'))).toMatchObject({ reason: 'CONFLICT', field: 'userId' })
    expect(await owners()).toEqual([ann.user.id])
  })

  it('when two demote each other at once, again and again', async () => {
    const [one, two] = [node.connect(ann.token), node.connect(ben.token)]
    await Promise.all([one, two].map(({ trpc }) => trpc.auth.me.query()))
    for (let round = 0; round < 10; round++) {
      await node.sql(
        `update members set role = 'owner' where channel_id = $1 and user_id = any($2::uuid[])`,
        channelId,
        [ann.user.id, ben.user.id],
      )
      const results = await Promise.allSettled([setRole(one, ben, 'member'), setRole(two, ann, 'member')])
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect(await owners()).toHaveLength(1)
    }
  })

  it('when two demote themselves at once', async () => {
    await setRole(ann, ben, 'owner')
    const results = await Promise.allSettled([setRole(ann, ann, 'member'), setRole(ben, ben, 'member')])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await owners()).toHaveLength(1)
  })
})

describe('the last owner who leaves', () => {
  const leave = ({ trpc }: Person, successor?: Person) =>
    trpc.channels.leave.mutate({ channelId, successorId: successor?.user.id })

  it('is asked who is to be owner instead, and hands over', async () => {
    expect(await refusal(leave(ann))).toMatchObject({ reason: 'CONFLICT', field: 'successorId' })
    expect(await leave(ann, ben)).toBeNull()
    expect(await owners()).toEqual([ben.user.id])
    const { messages } = await ben.trpc.messages.list.query({ channelId })
    expect(messages.map(({ metadata }) => metadata.notice)).toEqual(['role', 'left'])
  })

  it('hands over to somebody who is there, and not to themselves', async () => {
    const stranger = await node.person()
    expect(await reasons(leave(ann, stranger), leave(ann, ann))).toEqual(['NOT_FOUND', 'INVALID_INPUT'])
    expect(await owners()).toEqual([ann.user.id])
  })

  it('need not, with another owner or with nobody there; and nobody else hands anything over', async () => {
    await leave(cem, ben)
    expect(await roleOfBen()).toBe('member')
    await setRole(ann, ben, 'owner')
    await leave(ann)
    expect(await owners()).toEqual([ben.user.id])
    await leave(ben)
    expect(await owners()).toEqual([])
  })
  const roleOfBen = async () => (await ben.trpc.channels.get.query({ channelId })).membership?.role

  it('may hand over an archived channel', async () => {
    await ann.trpc.channels.archive.mutate({ channelId })
    await leave(ann, ben)
    expect((await ben.trpc.channels.unarchive.mutate({ channelId })).archivedAt).toBeNull()
  })

  it('of two owners who leave at once, each with a successor, one hands over', async () => {
    await setRole(ann, ben, 'owner')
    await Promise.all([leave(ann, cem), leave(ben, cem)])
    expect(await owners()).toEqual([cem.user.id])
  })

  it('hands over while the successor leaves: one of the two comes first, and an owner remains', async () => {
    for (let round = 0; round < 5; round++) {
      channelId = await groupOf(ann, ben, cem)
      await Promise.allSettled([leave(ann, ben), leave(ben)])
      expect(await owners()).toHaveLength(1)
    }
  })
})
