import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { follow, type Person, refusal } from './testing.ts'
import { groupOf, reasons, say, soon } from './testing-one-node.ts'
import { type TwoNodes, twoNodes } from './testing-two-nodes.ts'

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
    const mine = follow(ann)
    await mine.hello
    await block(ann, ben)
    const typing = (by: Person) => by.trpc.channels.typing.mutate({ channelId })
    expect(await reasons(typing(ben), typing(ann))).toEqual(['FORBIDDEN', 'FORBIDDEN'])
    await unblock(ann, ben)
    await typing(ben)
    await vi.waitFor(() => expect(mine.events.at(-1)?.type).toBe('typing'), soon)
    expect(mine.events.filter(({ type }) => type === 'typing')).toHaveLength(1)
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

  it('is known to all devices of who blocked, and to nobody else', async () => {
    const group = await groupOf(ann, ben)
    const [mine, other, bens] = [follow(ann), follow(nodes.connect(nodes.two, ann.token)), follow(ben)]
    await Promise.all([mine.hello, other.hello, bens.hello])
    await block(ann, ben)
    await block(ann, ben)
    await unblock(ann, ben)
    await unblock(ann, ben)
    await say(ann, group, 'last')
    for (const { events } of [mine, other]) {
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
