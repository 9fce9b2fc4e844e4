import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode({ RATE_LIMITS: 'off' })
})
beforeEach(async () => {
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
  for (const content of ['one', 'two', 'three']) await say(ann, channelId, content)
})
afterAll(() => node.stop())

const save = ({ trpc }: Person, number: number, id = channelId) => trpc.saved.add.mutate({ channelId: id, number })
const remove = ({ trpc }: Person, number: number) => trpc.saved.remove.mutate({ channelId, number })
const listed = async ({ trpc }: Person) =>
  (await trpc.saved.list.query({})).saved.map(({ number, message }) => [number, message?.content ?? null])

describe('a saved message', () => {
  it('is listed with what it says, the last saved first, until it is taken away; my devices hear of it', async () => {
    const [device, anns] = [follow(ben), follow(ann)]
    await Promise.all([device.hello, anns.hello])
    const first = await save(ben, 2)
    expect(first).toMatchObject({ channelId, number: 2, saved: true })
    await save(ben, 1)
    expect(await save(ben, 2)).toEqual(first)
    expect(await listed(ben)).toEqual([
      [1, 'one'],
      [2, 'two'],
    ])
    await ann.trpc.messages.edit.mutate({ channelId, number: 2, content: 'two!' })
    await remove(ben, 1)
    await remove(ben, 1)
    await remove(ben, 3)
    expect(await listed(ben)).toEqual([[2, 'two!']])
    expect(await ben.trpc.saved.keys.query()).toEqual([first])
    expect(await listed(ann)).toEqual([])

    const heard = () =>
      device.events.flatMap((event) => (event.type === 'saved' ? [[event.saved.number, event.saved.saved]] : []))
    await vi.waitFor(
      () =>
        expect(heard()).toEqual([
          [2, true],
          [1, true],
          [1, false],
        ]),
      soon,
    )
    expect(anns.events.some(({ type }) => type === 'saved')).toBe(false)
    const { saved } = await ben.trpc.users.changes.query({ since: 0 })
    expect(saved.map((row) => [row.number, row.saved])).toEqual([
      [2, true],
      [1, false],
    ])
    await save(ben, 1)
    expect((await listed(ben)).map(([number]) => number)).toEqual([1, 2])
  })

  it('is one that I may read; and says nothing once it is deleted or I may not read it any more', async () => {
    const stranger = await node.person('stranger')
    expect(await reasons(save(stranger, 1), save(ben, 99), save(ben, 1, crypto.randomUUID()))).toEqual([
      'NOT_FOUND',
      'NOT_FOUND',
      'NOT_FOUND',
    ])
    const { id: thread } = await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })
    await say(ann, thread, 'below')
    await ann.trpc.messages.delete.mutate({ channelId, number: 3 })
    expect(await reasons(save(ben, 3))).toEqual(['NOT_FOUND'])
    await save(ben, 1)
    await save(ben, 1, thread)
    const { id: open } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'open' })
    await say(ann, open, 'for all')
    await save(ben, (await ben.trpc.messages.list.query({ channelId: open })).messages.at(-1)?.number ?? 0, open)
    const texts = async () => (await listed(ben)).map(([, text]) => text)
    expect(await texts()).toEqual(['for all', 'below', 'one'])
    await ann.trpc.messages.delete.mutate({ channelId, number: 1 })
    expect(await texts()).toEqual(['for all', 'below', null])
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await texts()).toEqual(['for all', null, null])
    await remove(ben, 1)
    expect(await texts()).toEqual(['for all', null])
  })

  it('comes in pages that do not shift, and a thousand are enough', async () => {
    await node.sql(
      `insert into saved (user_id, channel_id, number, user_revision)
       select $1, $2, i, i from generate_series(1, $3::int) i`,
      ben.user.id,
      channelId,
      limits.savedMax - 1,
    )
    await node.sql('update users set revision = 5000 where id = $1', ben.user.id)
    const numbers: number[] = []
    let cursor: string | null | undefined
    do {
      const page = await ben.trpc.saved.list.query({ limit: 100, ...(cursor && { cursor }) })
      numbers.push(...page.saved.map(({ number }) => number))
      if (!cursor) {
        await remove(ben, 1)
        await save(ben, 1)
      }
      cursor = page.cursor
    } while (cursor)
    expect(numbers).toEqual(Array.from({ length: limits.savedMax - 2 }, (_, i) => limits.savedMax - 1 - i))
    await say(ann, channelId, 'one more')
    // In place of number 4 another one, and one more.
    await node.sql(
      `update saved set number = 5000 where user_id = $1 and channel_id = $2 and number = 4`,
      ben.user.id,
      channelId,
    )
    await node.sql(
      'insert into saved (user_id, channel_id, number) values ($1, $2, $3)',
      ben.user.id,
      channelId,
      limits.savedMax,
    )
    expect((await refusal(save(ben, 4))).reason).toBe('TOO_LARGE')
    await remove(ben, limits.savedMax)
    await save(ben, 4)
    expect(await reasons(ben.trpc.saved.list.query({ cursor: 'x' }))).toEqual(['INVALID_INPUT'])
  })
})
