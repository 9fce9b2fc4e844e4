import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, reasons, say, soon } from '@chime/testing/one-node'
import { type TwoNodes, twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let nodes: TwoNodes
let ann: Person
let ben: Person
let eve: Person
let channelId: string
beforeAll(async () => {
  nodes = await twoNodes({ RATE_LIMITS: 'off' })
  ;[ann, eve] = [await nodes.person(nodes.one, 'ann'), await nodes.person(nodes.two, 'eve')]
})
beforeEach(async () => {
  ben = await nodes.person(nodes.one, 'ben')
  channelId = await groupOf(ann, ben)
})
afterAll(() => nodes.stop())

const write = (content: string, more: { channelId?: string; replyTo?: number } = {}) =>
  ben.trpc.channels.setDraft.mutate({ channelId, content, ...more })
const drafts = () => ben.trpc.channels.drafts.query()
const head = async () => (await ben.trpc.users.changes.query({ since: 0 })).revision

describe('a draft', () => {
  it('is kept for all my devices, on every node, and the last one written stands', async () => {
    const [here, there] = [follow(ben), follow(nodes.connect(nodes.two, ben.token))]
    await Promise.all([here.hello, there.hello])
    await say(ann, channelId, 'hello')
    const since = await head()
    await write('beg')
    const draft = await write('begun', { replyTo: 1 })
    expect(draft).toMatchObject({ channelId, content: 'begun', replyTo: 1 })
    for (const { events } of [here, there]) {
      const heard = () => events.flatMap((event) => (event.type === 'draft' ? [event] : []))
      await vi.waitFor(() => expect(heard().at(-1)).toMatchObject({ revision: since + 2, draft }), soon)
    }
    expect(await drafts()).toEqual([draft])
    expect((await ben.trpc.users.changes.query({ since })).drafts).toEqual([draft])
  })

  it('of another channel does not come before the last one written; an empty one is none, and devices hear of it', async () => {
    const other = await groupOf(ann, ben)
    await write('first')
    await write('second', { channelId: other })
    expect((await drafts()).map(({ content }) => content)).toEqual(['second', 'first'])
    const since = await head()
    expect(await write('', { channelId: other, replyTo: 7 })).toMatchObject({ content: '', replyTo: null })
    expect((await drafts()).map(({ content }) => content)).toEqual(['first'])
    expect((await ben.trpc.users.changes.query({ since })).drafts).toMatchObject([{ channelId: other, content: '' }])
  })

  it('that says the same again, or nothing where there was none, makes no revision', async () => {
    await write('begun')
    const since = await head()
    await write('begun')
    await ben.trpc.channels.setDraft.mutate({ channelId: await groupOf(ann, ben), content: '' })
    // The one revision is for the new group.
    expect(await head()).toBe(since + 1)
  })

  it('written on two nodes at once is the same everywhere afterwards', async () => {
    const there = nodes.connect(nodes.two, ben.token)
    const texts = Array.from({ length: 20 }, (_, i) => `text ${i}`)
    await Promise.all(
      texts.map((content, i) => (i % 2 ? ben : there).trpc.channels.setDraft.mutate({ channelId, content })),
    )
    const [kept] = await drafts()
    const { drafts: changed } = await there.trpc.users.changes.query({ since: 0 })
    expect(changed).toEqual([kept])
  })

  it('is not kept where I may not read, and is gone where I was removed, on every device', async () => {
    expect(await reasons(eve.trpc.channels.setDraft.mutate({ channelId, content: 'x' }))).toEqual(['NOT_FOUND'])
    await write('begun')
    const [sent] = await say(ann, channelId, 'above')
    const thread = await ben.trpc.channels.openThread.mutate({ channelId, number: sent?.number ?? 0 })
    await write('begun in the thread', { channelId: thread.id })
    const { revision: since } = await ben.trpc.users.changes.query({ since: 0 })
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await drafts()).toEqual([])
    const changed = await ben.trpc.users.changes.query({ since })
    expect(changed.drafts.map((draft) => [draft.channelId, draft.content]).sort()).toEqual(
      [channelId, thread.id].sort().map((id) => [id, '']),
    )
    expect(await reasons(write('more'))).toEqual(['NOT_FOUND'])
    await write('')
  })

  it('is also that of a public channel that I have not joined, and of a thread', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'open' })
    const [sent] = await say(ann, id, 'hello')
    const thread = await ben.trpc.channels.openThread.mutate({ channelId: id, number: sent?.number ?? 0 })
    await write('begun', { channelId: id })
    await write('in the thread', { channelId: thread.id })
    expect((await drafts()).map(({ content }) => content)).toEqual(['in the thread', 'begun'])
  })

  it('stays when I send: whoever sends from it clears it', async () => {
    await write('begun')
    await say(ben, channelId, 'begun')
    expect(await drafts()).toHaveLength(1)
  })

  it('replies to a message that there is, and is bounded in length and number', async () => {
    expect(await refusal(write('x', { replyTo: 4_000 }))).toMatchObject({ reason: 'INVALID_INPUT', field: 'replyTo' })
    const tooLong = 'x'.repeat(limits.contentMax + 1)
    expect(await refusal(write(tooLong))).toMatchObject({ reason: 'INVALID_INPUT', field: 'content' })
  })
})
