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
  channelId = await groupOf(ann)
})
afterAll(() => node.stop())

const create = (input: { expiresAt?: string; maxUses?: number } = {}, { trpc } = ann) =>
  trpc.invites.create.mutate({ channelId, ...input })
const accept = ({ trpc }: Person, code: string) => trpc.invites.accept.mutate({ code })
const look = ({ trpc }: Person, code: string) => trpc.invites.look.query({ code })
const listed = async () => (await ann.trpc.invites.list.query({ channelId })).map(({ id }) => id)
const usesOf = async (id: string) =>
  (await node.sql<{ uses: number }>('select uses from invites where id = $1', id))[0]?.uses
const soonExpired = () => new Date(Date.now() + 3_600_000).toISOString()
const membersNow = async () => (await ann.trpc.members.list.query({ channelId })).members.length

describe('an invite', () => {
  it('lets in whoever has its code, who may look before', async () => {
    const invite = await create()
    expect(invite).toMatchObject({ channelId, createdBy: ann.user.id, expiresAt: null, maxUses: null, uses: 0 })
    await say(ann, channelId, 'before')
    expect(await look(ben, invite.code)).toEqual({
      channelId,
      kind: 'group',
      name: 'a group',
      description: null,
      memberCount: 1,
      invitedBy: expect.objectContaining({ id: ann.user.id }),
    })
    const stream = follow(ben)
    await stream.hello
    const channel = await accept(ben, invite.code)
    expect(channel).toMatchObject({ id: channelId, membership: { role: 'member', unread: 0, readNumber: 2 } })
    await vi.waitFor(() => expect(stream.events.find(({ type }) => type === 'joined')).toMatchObject({ channel }), soon)
    const { messages } = await ben.trpc.messages.list.query({ channelId })
    expect(messages.at(-1)).toMatchObject({ userId: ben.user.id, metadata: { notice: 'joined' } })
    expect(await usesOf(invite.id)).toBe(1)
    stream.unsubscribe()
  })

  it('taken twice by one person is used once, also at once and when it is spent', async () => {
    const { id, code } = await create({ maxUses: 1 })
    const both = await Promise.all([accept(ben, code), accept(ben, code), accept(ben, code)])
    expect(both.map((channel) => channel.id)).toEqual([channelId, channelId, channelId])
    expect((await accept(ben, code)).id).toBe(channelId)
    expect(await usesOf(id)).toBe(1)
    expect(await listed()).toEqual([])
    expect((await refusal(accept(cem, code))).reason).toBe('NOT_FOUND')
  })

  it('is used no more often than it may be, by twenty people at once', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => node.person()))
    const { id, code } = await create({ maxUses: 3 })
    const results = await Promise.allSettled(people.map((person) => accept(person, code)))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
    expect(await usesOf(id)).toBe(3)
    expect(await membersNow()).toBe(4)
  })

  it('that is unknown, revoked, expired, spent or of an archived channel has one same answer', async () => {
    const [revoked, expired, spent, archived] = [
      await create(),
      await create({ expiresAt: soonExpired() }),
      await create({ maxUses: 1 }),
      await create(),
    ]
    await ann.trpc.invites.revoke.mutate({ id: revoked.id })
    await node.sql(`update invites set expires_at = now() - interval '1 second' where id = $1`, expired.id)
    await accept(cem, spent.code)
    expect(await listed()).toEqual([archived.id])
    await ann.trpc.channels.archive.mutate({ channelId })
    const codes = [revoked, expired, spent, archived].map(({ code }) => code)
    const answers = await Promise.all(
      [...codes, 'nonsense', `${codes[0]}x`].flatMap((code) => [
        accept(ben, code).catch((error: Error) => error.message),
        look(ben, code).catch((error: Error) => error.message),
      ]),
    )
    expect(new Set(answers)).toEqual(new Set(['There is no such invite, or it can be used no more']))
    expect((await refusal(accept(ben, 'nonsense'))).reason).toBe('NOT_FOUND')
    expect(await membersNow()).toBe(2)
  })

  it('has a code of its own, of at least 128 random bits, that fits into an address', async () => {
    const codes = await Promise.all(Array.from({ length: 20 }, async () => (await create()).code))
    expect(new Set(codes).size).toBe(20)
    for (const code of codes) expect(code).toMatch(/^[A-Za-z0-9_-]{22,64}$/)
  })

  it('lets in again who was removed, until it is revoked', async () => {
    const { id, code } = await create()
    await accept(ben, code)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect((await accept(ben, code)).membership).toMatchObject({ role: 'member', unread: 0 })
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await ann.trpc.invites.revoke.mutate({ id })
    expect((await refusal(accept(ben, code))).reason).toBe('NOT_FOUND')
  })

  it('lets into an empty channel as its owner', async () => {
    const { code } = await create()
    await ann.trpc.channels.leave.mutate({ channelId })
    expect((await accept(ben, code)).membership?.role).toBe('owner')
  })
})

describe('making invites', () => {
  it('is for owners and admins, as is seeing and revoking them', async () => {
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    const { id } = await create()
    const attempts = ({ trpc }: Person) =>
      reasons(create({}, { ...ann, trpc }), trpc.invites.list.query({ channelId }), trpc.invites.revoke.mutate({ id }))
    expect(await attempts(ben)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'NOT_FOUND'])
    expect(await attempts(cem)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
    await ann.trpc.members.setRole.mutate({ channelId, userId: ben.user.id, role: 'admin' })
    const own = await create({}, ben)
    expect(await listed()).toEqual([own.id, id])
    expect(await ben.trpc.invites.revoke.mutate({ id })).toBeNull()
    expect(await ben.trpc.invites.revoke.mutate({ id })).toBeNull()
    expect(await listed()).toEqual([own.id])
    expect((await refusal(ann.trpc.invites.revoke.mutate({ id: crypto.randomUUID() }))).reason).toBe('NOT_FOUND')
  })

  it('is not for direct conversations and threads', async () => {
    await say(ann, channelId, 'below this')
    const direct = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    const refused = await reasons(
      ...[direct, thread].flatMap(({ id }) => [
        ann.trpc.invites.create.mutate({ channelId: id }),
        ann.trpc.invites.list.query({ channelId: id }),
      ]),
    )
    expect(refused).toEqual(Array(4).fill('FORBIDDEN'))
  })

  it('that have expired already is refused', async () => {
    for (const expiresAt of [new Date(Date.now() - 60_000).toISOString(), '0000-01-01T00:00:00Z']) {
      expect(await refusal(create({ expiresAt }))).toMatchObject({ reason: 'INVALID_INPUT', field: 'expiresAt' })
    }
    expect(await listed()).toEqual([])
  })

  it('has an end, and those that can be used no more do not count', async () => {
    await node.sql(
      `insert into invites (channel_id, code, max_uses, uses, expires_at, revoked_at)
       select $1::uuid, $1::text || i, case when i > 200 then 1 end, case when i > 200 then 1 else 0 end,
         case when i between 101 and 150 then now() end, case when i between 151 and 200 then now() end
       from generate_series(1, 250) i`,
      channelId,
    )
    expect((await refusal(create())).reason).toBe('TOO_LARGE')
    const [first = ''] = await listed()
    await ann.trpc.invites.revoke.mutate({ id: first })
    expect(await create()).toMatchObject({ channelId })
    expect(await listed()).toHaveLength(100)
  })
})

describe('guessing codes', () => {
  it('soon has to wait', async () => {
    const limited = await oneNode({ RATE_LIMITS: 'on' })
    try {
      const guesser = await limited.person()
      const guesses = Array.from({ length: 40 }, (_, i) => (i % 2 ? accept(guesser, `x${i}`) : look(guesser, `x${i}`)))
      const counts = Map.groupBy(await reasons(...guesses), (reason) => reason)
      expect(counts.get('NOT_FOUND')?.length).toBeLessThanOrEqual(31)
      expect(counts.get('RATE_LIMITED')?.length).toBeGreaterThanOrEqual(9)
    } finally {
      await limited.stop()
    }
  })
})
