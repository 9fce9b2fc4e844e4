import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

const create = (name: string, kind: 'public' | 'group' | 'announcement' = 'public') =>
  ann.trpc.channels.create.mutate({ kind, name })
const found = async (query?: string) =>
  (await ben.trpc.channels.browse.query({ query, limit: 100 })).channels.map(({ name }) => name)

/** Reads all pages of this size. `between` runs after the first page. */
async function walk(query: string, limit: number, between?: () => Promise<unknown>) {
  const names: (string | null)[] = []
  let cursor: string | undefined
  do {
    const page = await ben.trpc.channels.browse.query({ query, limit, cursor })
    expect(page.channels.length).toBeLessThanOrEqual(limit)
    names.push(...page.channels.map(({ name }) => name))
    if (cursor === undefined) await between?.()
    cursor = page.cursor ?? undefined
  } while (cursor !== undefined)
  return names
}

describe('browsing', () => {
  it('shows what is archived to those who may read it, and it can be brought back', async () => {
    const [open, group, waiting] = [
      await create('Stored public'),
      await create('Stored group', 'group'),
      await create('Stored not yet'),
    ]
    for (const { id } of [open, group]) await ann.trpc.channels.archive.mutate({ channelId: id })
    const archived = async ({ trpc }: Person) =>
      (await trpc.channels.browse.query({ query: 'stored', archived: true })).channels.map(({ name }) => name)
    expect(await archived(ann)).toEqual(['Stored group', 'Stored public'])
    expect(await archived(ben)).toEqual(['Stored public'])
    expect(await found('stored')).toEqual([waiting.name])

    await ann.trpc.channels.unarchive.mutate({ channelId: open.id })
    expect(await archived(ben)).toEqual([])
    expect(await found('stored')).toEqual(['Stored not yet', 'Stored public'])
    await ann.trpc.members.add.mutate({ channelId: open.id, userIds: [ben.user.id] })
    await ann.trpc.channels.archive.mutate({ channelId: open.id })
    expect(await refusal(ben.trpc.channels.unarchive.mutate({ channelId: open.id }))).toMatchObject({
      reason: 'FORBIDDEN',
    })
  })

  it('shows what anybody may join, and neither groups nor what is archived', async () => {
    await create('Visible public')
    await create('Visible announcements', 'announcement')
    await create('Visible group', 'group')
    const { id } = await create('Visible no more')
    await node.sql('update channels set archived_at = now() where id = $1', id)
    expect(await found('visible')).toEqual(['Visible announcements', 'Visible public'])
  })

  it('finds by the start of any word, in any case, with or without #', async () => {
    await create('Release Notes')
    await create('team-notes')
    await create('keynotes')
    expect(await found('NOTES')).toEqual(['Release Notes', 'team-notes'])
    expect(await found('#release')).toEqual(['Release Notes'])
    expect(await found(' release notes ')).toEqual(['Release Notes'])
    expect(await found('elease')).toEqual([])
  })

  it('takes %, _ and \\ for themselves', async () => {
    await create('100% sure')
    await create('snake_case')
    await create('back\\slash')
    expect(await found('100%')).toEqual(['100% sure'])
    expect(await found('%')).toEqual([])
    expect(await found('_')).toEqual([])
    expect(await found('snake_')).toEqual(['snake_case'])
    expect(await found('snakexcase')).toEqual([])
    expect(await found('back\\')).toEqual(['back\\slash'])
  })

  it('counts who is in each, and says what I am in', async () => {
    const { id } = await create('Counted')
    await ben.trpc.channels.join.mutate({ channelId: id })
    const [mine] = (await ben.trpc.channels.browse.query({ query: 'counted' })).channels
    expect(mine).toMatchObject({ memberCount: 2, membership: { role: 'member' } })
    await ben.trpc.channels.leave.mutate({ channelId: id })
    const [left] = (await ben.trpc.channels.browse.query({ query: 'counted' })).channels
    expect(left).toMatchObject({ memberCount: 1, membership: null })
  })

  it('pages by name without loss or repetition, whatever comes and goes meanwhile', async () => {
    const names = Array.from(
      { length: 21 },
      (_, i) => `Paged ${String.fromCharCode(97 + (i % 7)).toUpperCase()} ${i % 3}`,
    )
    const extra = ['paged ÄÖÜ', 'Paged İstanbul', 'paged  two  spaces', `Paged ${'x'.repeat(90)}`]
    const made = await Promise.all([...names, ...extra].map((name) => create(name)))
    const whole = await found('paged')
    expect([...whole].sort()).toEqual([...names, ...extra].sort())
    for (const limit of [1, 4, 26, 27, 100]) expect(await walk('paged', limit), String(limit)).toEqual(whole)

    const first = made.find(({ name }) => name === whole[0])
    const shifted = await walk('paged', 5, async () => {
      await create('Paged 0 in front')
      await node.sql('update channels set archived_at = now() where id = $1', first?.id)
    })
    expect(shifted).toEqual(whole)
  })

  it.each([
    'nonsense',
    `${'-'.repeat(36)} name`,
    `${crypto.randomUUID()} nul\u0000`,
    `${crypto.randomUUID()} \ud800`,
    `${crypto.randomUUID()}`,
    'x'.repeat(401),
  ])('refuses a cursor that no server made: %j', async (cursor) => {
    const attempt = ben.trpc.channels.browse.query({ cursor })
    expect(await refusal(attempt)).toMatchObject({ reason: 'INVALID_INPUT', field: 'cursor' })
  })
})
