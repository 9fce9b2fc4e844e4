import { limits, type Message } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const place = (number = 1) => ({ channelId, number })
const edit = ({ trpc }: Person, content: string, number = 1) => trpc.messages.edit.mutate({ ...place(number), content })
const remove = ({ trpc }: Person, number = 1) => trpc.messages.delete.mutate(place(number))
const react = ({ trpc }: Person, emoji: string, number = 1) => trpc.messages.react.mutate({ ...place(number), emoji })
const unreact = ({ trpc }: Person, emoji: string) => trpc.messages.unreact.mutate({ ...place(), emoji })
const head = async () => (await ann.trpc.channels.get.query({ channelId })).revision
const archive = (at: Date | null = new Date()) =>
  node.sql('update channels set archived_at = $2 where id = $1', channelId, at)

/** Checks that every procedure that returns the message returns the same row. */
async function agree(changed: Message): Promise<void> {
  const { revision } = changed
  expect(await ben.trpc.messages.get.query(place(changed.number))).toEqual(changed)
  expect((await ben.trpc.messages.list.query({ channelId })).messages[changed.number - 1]).toEqual(changed)
  const changes = await ben.trpc.channels.changes.query({ channelId, since: revision - 1 })
  expect(changes).toMatchObject({ revision, reset: false, messages: [changed], members: [] })
}

describe('an edit', () => {
  it('changes the text, keeps what it was, takes one revision and is told', async () => {
    const [sent] = await say(ann, channelId, 'first')
    const stream = follow(ben)
    await stream.hello
    const edited = await edit(ann, 'second')
    expect(edited).toMatchObject({ number: 1, content: 'second', clientId: sent?.clientId, createdAt: sent?.createdAt })
    expect(edited.revision).toBe((sent?.revision ?? 0) + 1)
    expect(Date.parse(edited.editedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(edited.createdAt))
    await agree(edited)
    await vi.waitFor(() => expect(stream.events.some(({ type }) => type === 'message')).toBe(true), soon)
    const { revision } = edited
    expect(stream.events.find(({ type }) => type === 'message')).toEqual({
      type: 'message',
      channelId,
      after: revision - 1,
      revision,
      message: edited,
    })
    stream.unsubscribe()
    const again = await edit(ann, 'third')
    expect(await ben.trpc.messages.versions.query(place())).toEqual([
      { revision: sent?.revision, content: 'first', writtenAt: sent?.createdAt },
      { revision: edited.revision, content: 'second', writtenAt: edited.editedAt },
      { revision: again.revision, content: 'third', writtenAt: again.editedAt },
    ])
  })

  it('to the same text changes nothing', async () => {
    const [sent] = await say(ann, channelId, 'same')
    expect(await edit(ann, 'same')).toEqual(sent)
    expect(await head()).toBe(sent?.revision)
  })

  it('is for who wrote it, while they are there and the channel is open', async () => {
    await say(ben, channelId, "ben's")
    expect(await reasons(edit(ann, 'x'), edit(ben, 'x', 2))).toEqual(['FORBIDDEN', 'NOT_FOUND'])
    await archive()
    expect(await reasons(edit(ben, 'x'))).toEqual(['FORBIDDEN'])
    await archive(null)
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await reasons(edit(ben, 'x'), remove(ben), react(ben, '👍'))).toEqual(Array(3).fill('NOT_FOUND'))
    expect((await ann.trpc.messages.get.query(place())).content).toBe("ben's")
  })

  it('of an announcement is for who may still announce', async () => {
    const memberIds = [ben.user.id]
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'announcement', name: 'News', memberIds })
    channelId = id
    const role = (as: string) =>
      node.sql('update members set role = $3 where channel_id = $1 and user_id = $2', id, ben.user.id, as)
    await role('admin')
    await say(ben, channelId, 'news')
    await role('member')
    expect(await reasons(edit(ben, 'other news'))).toEqual(['FORBIDDEN'])
  })

  it('again and again keeps a bounded number of versions', async () => {
    await say(ann, channelId, 'start')
    for (let i = 0; i <= limits.versionsMax + 2; i++) await edit(ann, `text ${i}`)
    const versions = await ann.trpc.messages.versions.query(place())
    expect(versions).toHaveLength(limits.versionsMax + 1)
    expect(versions.at(-1)?.content).toBe(`text ${limits.versionsMax + 2}`)
  })

  it('by two devices at once gives two revisions, and both versions are kept', async () => {
    await say(ann, channelId, 'start')
    const other = node.connect(ann.token)
    await Promise.all([edit(ann, 'one'), other.trpc.messages.edit.mutate({ ...place(), content: 'two' })])
    expect((await ann.trpc.messages.versions.query(place())).map(({ content }) => content).sort()).toEqual([
      'one',
      'start',
      'two',
    ])
  })
})

describe('a delete', () => {
  it('leaves a tombstone: text, versions, reactions, pin and mentions are gone, here and in the tables', async () => {
    const input = { channelId, clientId: crypto.randomUUID(), content: `secret @${ben.user.username} @channel` }
    const sent = await ann.trpc.messages.send.mutate({ ...input, metadata: { key: 'secret' } })
    expect(sent.mentions).toEqual({ userIds: [ben.user.id], everyone: 'channel' })
    await edit(ann, `secret indeed @${ben.user.username}`)
    await react(ben, '👍')
    await ann.trpc.messages.pin.mutate(place())
    const gone = await remove(ann)
    expect(gone).toMatchObject({
      number: 1,
      content: '',
      metadata: {},
      reactions: [],
      pinned: false,
      mentions: { userIds: [], everyone: null },
      clientId: sent.clientId,
      userId: ann.user.id,
    })
    expect(gone.deletedAt).not.toBe(null)
    await agree(gone)
    expect(await ben.trpc.messages.versions.query(place())).toEqual([])
    for (const table of ['message_versions', 'reactions', 'mentions']) {
      expect(await node.sql(`select * from ${table} where channel_id = $1`, channelId), table).toEqual([])
    }
    const { membership } = await ben.trpc.channels.get.query({ channelId })
    expect(membership).toMatchObject({ unread: 0, mentions: 0 })
    // A second deletion changes nothing, and a retried send gets the deleted message.
    expect(await remove(ann)).toEqual(gone)
    expect(await ann.trpc.messages.send.mutate(input)).toEqual(gone)
    expect(await head()).toBe(gone.revision)
    const more = [edit(ann, 'x'), react(ben, '👍'), ann.trpc.messages.pin.mutate(place())]
    expect(await reasons(...more)).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN'])
  })

  it('is for who wrote it and for those who manage the channel, in a direct conversation for the first alone', async () => {
    await say(ann, channelId, "ann's")
    await say(ben, channelId, "ben's")
    expect(await reasons(remove(ben, 1))).toEqual(['FORBIDDEN'])
    expect((await remove(ann, 2)).content).toBe('')
    channelId = (await ann.trpc.channels.openDirect.mutate({ userId: ben.user.id })).id
    await node.sql(`update members set role = 'owner' where channel_id = $1`, channelId)
    const [direct] = await say(ben, channelId, 'between us')
    expect(await reasons(remove(ann, direct?.number))).toEqual(['FORBIDDEN'])
    expect((await remove(ben, direct?.number)).content).toBe('')
  })

  it('of what one wrote oneself goes in an archived channel too', async () => {
    await say(ben, channelId, 'mine')
    await archive()
    expect((await remove(ben)).content).toBe('')
  })
})

describe('reactions', () => {
  it('are counted by emoji in the order of the first, with who reacted; each is one revision, twice is once', async () => {
    const [sent] = await say(ann, channelId, 'hello')
    await react(ann, '👍')
    await node.sql(
      `with file as (insert into attachments (name, type, size, store_key, state, used_for)
         values ('parrot', 'image/webp', 9, 'none', 'ready', 'emoji') returning id)
       insert into emojis (name, attachment_id) select 'party_parrot', id from file`,
    )
    expect(await refusal(react(ben, ':no_parrot:'))).toMatchObject({ reason: 'INVALID_INPUT', field: 'emoji' })
    await react(ben, ':party_parrot:')
    const both = await react(ben, '👍')
    expect(both.reactions).toEqual([
      { emoji: '👍', count: 2, userIds: [ann.user.id, ben.user.id] },
      { emoji: ':party_parrot:', count: 1, userIds: [ben.user.id] },
    ])
    expect(both.revision).toBe((sent?.revision ?? 0) + 3)
    await agree(both)
    expect(await react(ben, '👍')).toEqual(both)
    const less = await unreact(ann, '👍')
    expect(less.reactions[0]).toEqual({ emoji: '👍', count: 1, userIds: [ben.user.id] })
    expect(await unreact(ann, '👍')).toEqual(less)
    await unreact(ben, '👍')
    const none = await unreact(ben, ':party_parrot:')
    expect(none.reactions).toEqual([])
    await agree(none)
  })

  it('by many at once are all counted', async () => {
    await say(ann, channelId, 'hello')
    const emoji = ['👍', '🎉', '❤️', '1️⃣', '🇩🇪', '👩‍👩‍👧']
    await Promise.all(emoji.flatMap((one) => [react(ann, one), react(ben, one), react(ben, one)]))
    const { reactions } = await ann.trpc.messages.get.query(place())
    expect(reactions.map((one) => [one.emoji, one.count]).sort()).toEqual(emoji.map((one) => [one, 2]).sort())
  })

  it('name the first fifty, and the next when one of those takes theirs back', async () => {
    await say(ann, channelId, 'hello')
    const crowd = await node.sql<{ id: string }>(
      `insert into users (username, email, password_hash) select 'fan-' || i, 'fan-' || i || '@x.y', 'x'
       from generate_series(1, 55) i returning id`,
    )
    const ids = crowd.map(({ id }) => id)
    await react(ann, '👍')
    await node.sql(
      `insert into reactions (channel_id, number, emoji, user_id) select $1, 1, '👍', unnest($2::uuid[])`,
      channelId,
      ids,
    )
    const named = [ann.user.id, ...ids].slice(0, limits.reactionUsersMax)
    const stored = JSON.stringify([{ emoji: '👍', count: 56, userIds: named }])
    await node.sql('update messages set reactions = $2 where channel_id = $1', channelId, stored)
    expect((await react(ben, '👍')).reactions).toEqual([{ emoji: '👍', count: 57, userIds: named }])
    const [less] = (await unreact(ann, '👍')).reactions
    expect(less?.count).toBe(56)
    expect(less?.userIds).toHaveLength(limits.reactionUsersMax)
    expect(less?.userIds).not.toContain(ann.user.id)
  })

  it('are of at most so many kinds, and of emoji alone', async () => {
    await say(ann, channelId, 'hello')
    const face = (i: number) => String.fromCodePoint(0x1f600 + i)
    for (let i = 0; i < limits.reactionsMax; i++) await react(ann, face(i))
    expect(await refusal(react(ann, '👍'))).toMatchObject({ reason: 'TOO_LARGE' })
    expect((await react(ben, face(0))).reactions[0]?.count).toBe(2)
    for (const bad of ['x', '123', '#', ':A B:', '👍 ', '👍x', '', '::', '👍👍', '👍'.repeat(17), '\u20e3', '\u20d0']) {
      expect(await refusal(react(ann, bad)), bad).toMatchObject({ reason: 'INVALID_INPUT', field: 'emoji' })
    }
  })
})

describe('pins', () => {
  it('are seen by everybody, the last first, and are taken away again', async () => {
    await say(ann, channelId, 'one', 'two')
    const pin = (number: number) => ben.trpc.messages.pin.mutate(place(number))
    const one = await pin(1)
    expect(one.pinned).toBe(true)
    await agree(one)
    expect(await pin(1)).toEqual(one)
    const two = await pin(2)
    expect(await ann.trpc.messages.pinned.query({ channelId })).toEqual([two, one])
    const none = await ann.trpc.messages.unpin.mutate(place(1))
    expect(none.pinned).toBe(false)
    expect(await ann.trpc.messages.pinned.query({ channelId })).toEqual([two])
  })
})
