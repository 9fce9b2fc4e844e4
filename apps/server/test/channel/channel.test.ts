import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let eve: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben, eve] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
afterAll(() => node.stop())

const membersOf = async (person: Person, channelId: string) =>
  (await person.trpc.members.list.query({ channelId })).members.map(({ userId, role }) => `${userId} ${role}`).sort()
const roles = (...pairs: [Person, string][]) => pairs.map(([{ user }, role]) => `${user.id} ${role}`).sort()

describe('creating a channel', () => {
  it.each(['group', 'public', 'announcement'] as const)(
    'of kind %s makes me its owner, and the others members',
    async (kind) => {
      const made = await ann.trpc.channels.create.mutate({
        kind,
        name: `Plans ${kind}`,
        description: 'What is next',
        memberIds: [ben.user.id, ben.user.id, ann.user.id],
      })
      expect(made).toMatchObject({ kind, name: `Plans ${kind}`, description: 'What is next', createdBy: ann.user.id })
      expect(made).toMatchObject({ lastNumber: 0, counted: 0, firstNumber: 1, peer: null, lastMessage: null })
      expect(made.membership).toMatchObject({ role: 'owner', unread: 0, readNumber: 0, leftAt: null })
      expect(await membersOf(ben, made.id)).toEqual(roles([ann, 'owner'], [ben, 'member']))
      expect(await ann.trpc.channels.get.query({ channelId: made.id })).toEqual(made)
      expect((await ben.trpc.channels.list.query()).map(({ id }) => id)).toContain(made.id)
    },
  )

  it('again with the same clientId makes no second one, also at once', async () => {
    const input = { kind: 'group' as const, name: 'Once', memberIds: [ben.user.id], clientId: crypto.randomUUID() }
    const tries = await Promise.all(Array.from({ length: 10 }, () => ann.trpc.channels.create.mutate(input)))
    expect(new Set(tries.map(({ id }) => id)).size).toBe(1)
    const again = await ann.trpc.channels.create.mutate({ ...input, name: 'Renamed in the retry' })
    expect(again).toEqual(tries[0])
    // A clientId counts for one person: the same id from somebody else makes another channel.
    expect((await eve.trpc.channels.create.mutate({ ...input, memberIds: [] })).id).not.toBe(again.id)
  })

  it('with somebody who does not exist makes nothing', async () => {
    const before = await ann.trpc.channels.list.query()
    const memberIds = [ben.user.id, crypto.randomUUID()]
    const attempt = ann.trpc.channels.create.mutate({ kind: 'group', name: 'Ghosts', memberIds })
    expect((await refusal(attempt)).reason).toBe('NOT_FOUND')
    expect(await ann.trpc.channels.list.query()).toHaveLength(before.length)
  })
})

describe('a direct conversation', () => {
  it('is one channel for the two, whoever asks, also when both ask at once', async () => {
    const [tom, ida] = [await node.person('tom'), await node.person('ida')]
    const asked = await Promise.all(
      [tom, ida, tom, ida, tom, ida].map(({ trpc, user }) =>
        trpc.channels.openDirect.mutate({ userId: user.id === tom.user.id ? ida.user.id : tom.user.id }),
      ),
    )
    expect(new Set(asked.map(({ id }) => id)).size).toBe(1)
    expect(asked[0]).toMatchObject({ kind: 'direct', name: null, peer: { id: ida.user.id } })
    expect(asked[1]).toMatchObject({ peer: { id: tom.user.id } })
    expect(await tom.trpc.channels.list.query()).toHaveLength(1)
    expect(await ida.trpc.channels.list.query()).toHaveLength(1)
    expect((await tom.trpc.members.list.query({ channelId: asked[0]?.id ?? '' })).members).toHaveLength(2)
  })

  it('is not opened with nobody, nor with oneself in whatever spelling', async () => {
    const nobody = ann.trpc.channels.openDirect.mutate({ userId: crypto.randomUUID() })
    expect((await refusal(nobody)).reason).toBe('NOT_FOUND')
    for (const userId of [ann.user.id, ann.user.id.toUpperCase()]) {
      const self = ann.trpc.channels.openDirect.mutate({ userId })
      expect(await refusal(self)).toMatchObject({ reason: 'INVALID_INPUT', field: 'userId' })
    }
  })

  it('stays between its two people: nobody leaves, comes, renames or looks on', async () => {
    const { id: channelId } = await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })
    const refused = await reasons(
      ann.trpc.channels.leave.mutate({ channelId }),
      ann.trpc.channels.update.mutate({ channelId, name: 'Ours' }),
      ann.trpc.members.add.mutate({ channelId, userIds: [eve.user.id] }),
      ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id }),
    )
    expect(new Set(refused)).toEqual(new Set(['FORBIDDEN']))
    expect((await refusal(eve.trpc.channels.get.query({ channelId }))).reason).toBe('NOT_FOUND')
    expect((await refusal(eve.trpc.channels.join.mutate({ channelId }))).reason).toBe('NOT_FOUND')
  })
})

describe('joining and leaving', () => {
  it('is open for public channels, changes nothing when done twice, and keeps what was read', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Square' })
    await say(ann, channelId, 'one', 'two')
    expect((await ben.trpc.channels.get.query({ channelId })).membership).toBeNull()
    expect((await ben.trpc.messages.list.query({ channelId })).messages).toHaveLength(2)
    const joined = await ben.trpc.channels.join.mutate({ channelId })
    expect(joined.membership).toMatchObject({ role: 'member', unread: 0, readNumber: 3 })
    expect(await ben.trpc.channels.join.mutate({ channelId })).toEqual(joined)
    expect(await ben.trpc.channels.leave.mutate({ channelId })).toBeNull()
    expect((await refusal(ben.trpc.channels.leave.mutate({ channelId }))).reason).toBe('FORBIDDEN')
    expect(await membersOf(ben, channelId)).toEqual(roles([ann, 'owner']))
  })

  it('of a group is by being added', async () => {
    const channelId = await groupOf(ann)
    expect((await refusal(ben.trpc.channels.join.mutate({ channelId }))).reason).toBe('NOT_FOUND')
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    expect((await ben.trpc.channels.join.mutate({ channelId })).membership?.role).toBe('member')
    await ben.trpc.channels.leave.mutate({ channelId })
    const refused = await reasons(
      ben.trpc.channels.get.query({ channelId }),
      ben.trpc.channels.join.mutate({ channelId }),
      ben.trpc.messages.list.query({ channelId }),
    )
    expect(new Set(refused)).toEqual(new Set(['NOT_FOUND']))
  })

  it('leaves no channel with people in it without an owner', async () => {
    const channelId = await groupOf(ann, ben)
    const attempt = ann.trpc.channels.leave.mutate({ channelId })
    expect(await refusal(attempt)).toMatchObject({ reason: 'CONFLICT', field: 'successorId' })
    await node.sql(`update members set role = 'owner' where channel_id = $1`, channelId)
    // Two owners leave at once, and a plain member stays. One of them may leave; the other is then the last owner and
    // may not.
    await node.sql(`insert into members (channel_id, user_id, role) values ($1, $2, 'member')`, channelId, eve.user.id)
    const left = await Promise.allSettled([ann, ben].map(({ trpc }) => trpc.channels.leave.mutate({ channelId })))
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect((await membersOf(eve, channelId)).filter((row) => row.endsWith('owner'))).toHaveLength(1)
  })

  it('gives an open channel that everybody has left to whoever joins next', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Once busy' })
    await ann.trpc.channels.leave.mutate({ channelId })
    await ben.trpc.channels.join.mutate({ channelId })
    await eve.trpc.channels.join.mutate({ channelId })
    expect(await membersOf(eve, channelId)).toEqual(roles([ben, 'owner'], [eve, 'member']))
  })
})

describe('changing a channel', () => {
  it('is for every member of a group, and for owners and admins elsewhere; what is left out stays', async () => {
    const group = await groupOf(ann, ben)
    const renamed = await ben.trpc.channels.update.mutate({ channelId: group, name: 'By Ben' })
    expect(renamed).toMatchObject({ name: 'By Ben', description: null })
    const described = await ben.trpc.channels.update.mutate({ channelId: group, description: 'More' })
    expect(described).toMatchObject({ name: 'By Ben', description: 'More' })
    // One revision for the channel, one for the notice.
    expect(described.revision).toBe(renamed.revision + 2)
    expect(await ben.trpc.channels.update.mutate({ channelId: group, description: 'More' })).toEqual(described)
    const cleared = await ben.trpc.channels.update.mutate({ channelId: group, description: null })
    expect(cleared).toMatchObject({ name: 'By Ben', description: null })

    const memberIds = [ben.user.id]
    const { id } = await ann.trpc.channels.create.mutate({
      kind: 'public',
      name: `Open ${crypto.randomUUID()}`,
      memberIds,
    })
    const rename = ({ trpc }: Person) => trpc.channels.update.mutate({ channelId: id, name: 'Mine' })
    for (const person of [ben, eve]) expect((await refusal(rename(person))).reason).toBe('FORBIDDEN')
    await node.sql(`update members set role = 'admin' where channel_id = $1 and user_id = $2`, id, ben.user.id)
    expect((await rename(ben)).name).toBe('Mine')
  })

  it('that is archived is refused, and so are coming and writing', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'Old' })
    await node.sql('update channels set archived_at = now() where id = $1', channelId)
    const refused = await reasons(
      ann.trpc.channels.update.mutate({ channelId, name: 'New' }),
      ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] }),
      ben.trpc.channels.join.mutate({ channelId }),
      say(ann, channelId, 'late'),
    )
    expect(new Set(refused)).toEqual(new Set(['FORBIDDEN']))
    expect((await ben.trpc.messages.list.query({ channelId })).messages).toEqual([])
  })
})

describe('my channels', () => {
  it('come with the latest message first, and each with its last message', async () => {
    const person = await node.person()
    const [one, two, three] = [await groupOf(person), await groupOf(person), await groupOf(person)]
    await say(person, two, 'first')
    await say(person, one, 'second', 'third')
    const list = await person.trpc.channels.list.query()
    expect(list.map(({ id }) => id)).toEqual([one, two, three])
    expect(list[0]?.lastMessage).toMatchObject({ content: 'third', number: 2 })
    expect(list[2]?.lastMessage).toBeNull()
    for (const summary of list) {
      expect(await person.trpc.channels.get.query({ channelId: summary.id })).toEqual(summary)
    }
  })
})
