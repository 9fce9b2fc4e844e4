import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, reasons, say, soon } from '@chime/testing/one-node'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let nodes: TwoNodes
let ann: Person
let ben: Person
beforeAll(async () => {
  nodes = await twoNodes({ RATE_LIMITS: 'off' })
})
beforeEach(async () => {
  ;[ann, ben] = [await nodes.person(nodes.one, 'ann'), await nodes.person(nodes.two, 'ben')]
})
afterAll(() => nodes.stop())

const block = (by: Person, whom: Person) => by.trpc.users.block.mutate({ userId: whom.user.id })
const unblock = (by: Person, whom: Person) => by.trpc.users.unblock.mutate({ userId: whom.user.id })
const open = (by: Person, whom: Person) => by.trpc.channels.openDirect.mutate({ userId: whom.user.id })
const textOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: Error) => error.message,
  )

describe('a block', () => {
  it('ends what the two write to each other on every node, for both, and not what they write elsewhere', async () => {
    const { id: direct } = await open(ann, ben)
    await say(ben, direct, 'hello')
    const { id: thread } = await ann.trpc.channels.openThread.mutate({ channelId: direct, number: 1 })
    const group = await groupOf(ann, ben)
    await block(ann, ben)
    expect(await reasons(say(ben, direct, 'x'), say(ann, direct, 'x'), say(ben, thread, 'x'))).toEqual([
      'FORBIDDEN',
      'FORBIDDEN',
      'FORBIDDEN',
    ])
    await say(ben, group, 'in the group')
    expect((await ben.trpc.messages.list.query({ channelId: direct })).messages).toHaveLength(1)
    await unblock(ann, ben)
    await say(ben, direct, 'again')
  })

  it('ends what they show each other of their typing', async () => {
    const { id: channelId } = await open(ann, ben)
    const stream = follow(ann)
    await stream.hello
    await block(ann, ben)
    const typing = (by: Person) => by.trpc.channels.typing.mutate({ channelId })
    expect(await reasons(typing(ben), typing(ann))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    await unblock(ann, ben)
    await typing(ben)
    await vi.waitFor(() => expect(stream.events.at(-1)?.type).toBe('typing'), soon)
    expect(stream.events.filter(({ type }) => type === 'typing')).toHaveLength(1)
  })

  it('keeps a conversation from being opened, and tells only who blocked that it was they', async () => {
    await block(ann, ben)
    expect(await reasons(open(ann, ben), open(ben, ann))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    expect(await textOf(open(ann, ben))).toContain('unblock them first')
    expect(await textOf(open(ben, ann))).not.toContain('block')
    await unblock(ann, ben)
    const { id } = await open(ben, ann)
    await block(ben, ann)
    await block(ann, ben)
    const words = await Promise.all([textOf(say(ann, id, 'x')), textOf(say(ben, id, 'x'))])
    expect(words[0]).toBe(words[1])
    expect(await reasons(open(ann, ben), open(ben, ann))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
  })

  it('keeps the blocked one from mentioning who blocked them, also in an edit', async () => {
    const group = await groupOf(ann, ben)
    await block(ann, ben)
    const content = `@${ann.user.username} look`
    const [sent] = await say(ben, group, content)
    expect(sent?.mentions.userIds).toEqual([])
    const edited = await ben.trpc.messages.edit.mutate({
      channelId: group,
      number: sent?.number ?? 0,
      content: `${content}!`,
    })
    expect(edited.mentions.userIds).toEqual([])
    expect((await ann.trpc.channels.get.query({ channelId: group })).membership?.mentions).toBe(0)
    await unblock(ann, ben)
    const [again] = await say(ben, group, content)
    expect(again?.mentions.userIds).toEqual([ann.user.id])
  })

  it('keeps the two from being brought together by either of them, whatever the way', async () => {
    const cem = await nodes.person(nodes.one, 'cem')
    const old = await groupOf(ben, ann)
    const [bens, anns] = [await groupOf(ben, cem), await groupOf(ann, cem)]
    await block(ann, ben)
    await ann.trpc.channels.leave.mutate({ channelId: old })
    const ways = (by: Person, whom: Person, channelId: string) => ({
      add: () => by.trpc.members.add.mutate({ channelId, userIds: [cem.user.id, whom.user.id] }),
      group: () =>
        by.trpc.channels.create.mutate({ kind: 'group', name: 'two', memberIds: [cem.user.id, whom.user.id] }),
      announcement: () =>
        by.trpc.channels.create.mutate({ kind: 'announcement', name: 'three', memberIds: [whom.user.id] }),
      invite: async () => {
        const { code } = await by.trpc.invites.create.mutate({ channelId })
        return whom.trpc.invites.accept.mutate({ code })
      },
    })
    for (const [by, whom, channelId] of [
      [ben, ann, bens],
      [ann, ben, anns],
      [ben, ann, old],
    ] as const) {
      const results = Object.entries(ways(by, whom, channelId)).map(async ([way, go]) => [
        way,
        ...(await reasons(go())),
      ])
      expect(await Promise.all(results)).toEqual([
        ['add', 'FORBIDDEN'],
        ['group', 'FORBIDDEN'],
        ['announcement', 'FORBIDDEN'],
        ['invite', 'FORBIDDEN'],
      ])
    }
    expect((await cem.trpc.channels.list.query()).map(({ name }) => name)).not.toContain('two')
    expect((await ann.trpc.channels.list.query()).map(({ id }) => id)).toEqual([anns])
    expect(await textOf(ways(ann, ben, anns).add())).toContain(`blocked @${ben.user.username}`)
    expect(await textOf(ways(ben, ann, bens).add())).not.toContain('block')

    // Others may still bring them together, and who is there already is there.
    await cem.trpc.members.add.mutate({ channelId: bens, userIds: [ann.user.id] })
    await ben.trpc.members.add.mutate({ channelId: bens, userIds: [ann.user.id] })
    await unblock(ann, ben)
    await ways(ben, ann, old).add()
  })

  it('keeps the blocked one from reacting to what the other wrote, and not the others', async () => {
    const cem = await nodes.person(nodes.one, 'cem')
    const channelId = await groupOf(ann, ben, cem)
    const [anns] = await say(ann, channelId, 'mine')
    const [bens] = await say(ben, channelId, 'his')
    await block(ann, ben)
    const react = (by: Person, number = 0) => by.trpc.messages.react.mutate({ channelId, number, emoji: '👍' })
    expect(await reasons(react(ben, anns?.number))).toEqual(['FORBIDDEN'])
    await react(cem, anns?.number)
    await react(ben, bens?.number)
    await unblock(ann, ben)
    await react(ben, anns?.number)
  })

  it('ends what the two see of each other: whether they are there', async () => {
    await groupOf(ann, ben)
    const seen = (by: Person, whom: Person) => by.trpc.presence.get.query({ userIds: [whom.user.id] })
    const heard: string[] = []
    const bens = nodes.connect(nodes.two, ben.token)
    bens.trpc.presence.subscribe.subscribe(
      { userIds: [ann.user.id] },
      { onData: (rows) => heard.push(...rows.map(({ status }) => status)) },
    )
    follow(ann)
    await vi.waitFor(() => expect(heard.at(-1)).toBe('online'), soon)
    await block(ann, ben)
    await vi.waitFor(() => expect(heard.at(-1)).toBe('unknown'), soon)
    expect([await seen(ann, ben), await seen(ben, ann)]).toEqual([[], []])
    await unblock(ann, ben)
    expect(await seen(ben, ann)).toMatchObject([{ userId: ann.user.id, status: 'online' }])
  })

  it('is known to all devices of who blocked, and to nobody else', async () => {
    const group = await groupOf(ann, ben)
    const [phone, other, bens] = [follow(ann), follow(nodes.connect(nodes.two, ann.token)), follow(ben)]
    await Promise.all([phone.hello, other.hello, bens.hello])
    await block(ann, ben)
    await block(ann, ben)
    await unblock(ann, ben)
    await unblock(ann, ben)
    await say(ann, group, 'last')
    for (const { events } of [phone, other]) {
      const heard = () => events.flatMap((event) => (event.type === 'block' ? [[event.userId, event.blocked]] : []))
      await vi.waitFor(
        () =>
          expect(heard()).toEqual([
            [ben.user.id, true],
            [ben.user.id, false],
          ]),
        soon,
      )
    }
    await vi.waitFor(() => expect(bens.events.at(-1)?.type).toBe('message'), soon)
    expect(bens.events.some((event) => event.type === 'block')).toBe(false)
    expect((await ann.trpc.users.changes.query({ since: 0 })).blocks).toEqual([{ userId: ben.user.id, blocked: false }])
    expect(await ben.trpc.users.changes.query({ since: 0 })).toMatchObject({ blocks: [] })
  })

  it('stands in the list, the last first, until it is lifted', async () => {
    const cem = await nodes.person(nodes.one, 'cem')
    await block(ann, ben)
    await block(ann, cem)
    const listed = async () => (await ann.trpc.users.blocked.query()).map(({ id }) => id)
    expect(await listed()).toEqual([cem.user.id, ben.user.id])
    await unblock(ann, cem)
    await block(ann, cem)
    await unblock(ann, ben)
    expect(await listed()).toEqual([cem.user.id])
    expect(await ben.trpc.users.blocked.query()).toEqual([])
  })

  it('is of somebody else who exists', async () => {
    expect(await refusal(block(ann, ann))).toMatchObject({ reason: 'INVALID_INPUT', field: 'userId' })
    const nobody = { userId: crypto.randomUUID() }
    expect(await reasons(ann.trpc.users.block.mutate(nobody))).toEqual(['NOT_FOUND'])
    expect(await ann.trpc.users.unblock.mutate(nobody)).toBe(null)
  })
})
