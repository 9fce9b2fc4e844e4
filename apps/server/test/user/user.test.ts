import { limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { type OneNode, oneNode } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  await node.sql(
    `insert into users (username, email, full_name, password_hash) values
     ('zoe', 'zoe@example.com', 'Zoe van der Berg', 'x'),
     ('zoe_b', 'zoeb@example.com', 'Berger Ünsal', 'x'),
     ('zoexb', 'zoexb@example.com', '100% Zebra', 'x'),
     ('z-slash', 'zslash@example.com', 'back\\slash', 'x'),
     ('unnamed', 'unnamed@example.com', null, 'x')`,
  )
})
afterAll(() => node.stop())

const search = async (query: string, limit?: number) =>
  (await ann.trpc.users.search.query({ query, limit })).map(({ username }) => username)

describe('profiles', () => {
  it('come in the order asked, without those who do not exist', async () => {
    const ids = [ben.user.id, crypto.randomUUID(), ann.user.id.toUpperCase(), ben.user.id]
    const users = await ann.trpc.users.get.query({ ids })
    expect(users.map(({ id }) => id)).toEqual([ben.user.id, ann.user.id, ben.user.id])
    expect(await ann.trpc.users.get.query({ ids: [] })).toEqual([])
    const many = Array.from({ length: limits.idsMax + 1 }, () => crypto.randomUUID())
    expect((await refusal(ann.trpc.users.get.query({ ids: many }))).reason).toBe('INVALID_INPUT')
  })

  it('say to others nothing that is only mine', async () => {
    const [user] = await ann.trpc.users.get.query({ ids: [ben.user.id] })
    const profile = ['id', 'username', 'fullName', 'avatarUrl', 'statusText', 'createdAt', 'timeZone', 'revision']
    const open = [...profile, 'suspended', 'nameClashes']
    expect(Object.keys(user ?? {}).sort()).toEqual(open.sort())
  })

  it('do not show others that I read: only a change of the profile raises their revision', async () => {
    const before = await ann.trpc.users.get.query({ ids: [ben.user.id] })
    await ben.trpc.channels.create.mutate({ kind: 'group', name: 'Quiet' })
    expect(await ann.trpc.users.get.query({ ids: [ben.user.id] })).toEqual(before)
  })

  it('are changed field by field: what is left out stays, null clears', async () => {
    const { trpc, user } = await node.person()
    const named = await trpc.users.update.mutate({ fullName: 'A Name', statusText: 'busy' })
    expect(named).toMatchObject({ id: user.id, fullName: 'A Name', statusText: 'busy', email: user.email })
    const cleared = await trpc.users.update.mutate({ statusText: null })
    expect(cleared).toMatchObject({ fullName: 'A Name', statusText: null })
    expect(cleared.revision).toBeGreaterThan(named.revision)
    expect(await trpc.auth.me.query()).toEqual(cleared)
    expect(await ann.trpc.users.get.query({ ids: [user.id] })).toMatchObject([{ fullName: 'A Name', statusText: null }])
  })

  it.each([
    [{ fullName: '' }, 'fullName'],
    [{ fullName: '  ' }, 'fullName'],
    [{ fullName: '\u3164' }, 'fullName'],
    [{ fullName: 'two\nlines' }, 'fullName'],
    [{ timeZone: 'Mars/Olympus' }, 'timeZone'],
    [{ timeZone: '+01:00' }, 'timeZone'],
    [{ language: 'not a language' }, 'language'],
    [{ fullName: 'x'.repeat(101) }, 'fullName'],
    [{ statusText: 'two\u2028lines' }, 'statusText'],
    [{ statusText: 'x'.repeat(201) }, 'statusText'],
  ])('refuse %j', async (input, field) => {
    expect(await refusal(ann.trpc.users.update.mutate(input))).toMatchObject({ reason: 'INVALID_INPUT', field })
  })

  it('refuse what nobody may choose for themselves', async () => {
    for (const more of [{ role: 'admin' }, { username: 'other' }, { id: ben.user.id }]) {
      const attempt = ann.trpc.users.update.mutate({ statusText: 'x', ...more })
      expect((await refusal(attempt)).reason).toBe('INVALID_INPUT')
    }
  })
})

describe('searching people', () => {
  it('finds by the start of the username or of any word of the full name, in any case', async () => {
    expect(await search('zoe')).toEqual(['zoe', 'zoe_b', 'zoexb'])
    expect(await search('ZOE')).toEqual(['zoe', 'zoe_b', 'zoexb'])
    expect(await search('berg')).toEqual(['zoe', 'zoe_b'])
    expect(await search('van der')).toEqual(['zoe'])
    expect(await search('ünsal')).toEqual(['zoe_b'])
    expect(await search('oe')).toEqual([])
    expect(await search(' @zoe_b ')).toEqual(['zoe_b'])
  })

  it('puts the exact username first', async () => {
    expect((await search('zoexb'))[0]).toBe('zoexb')
    expect((await search('zoe', 1))[0]).toBe('zoe')
  })

  it('takes %, _ and \\ for themselves', async () => {
    expect(await search('%')).toEqual([])
    expect(await search('_')).toEqual([])
    expect(await search('\\')).toEqual([])
    expect(await search('zoe_')).toEqual(['zoe_b'])
    expect(await search('100%')).toEqual(['zoexb'])
    expect(await search('back\\')).toEqual(['z-slash'])
    expect(await search(`' or 1=1 --`)).toEqual([])
  })

  it('with an empty query lists people by name, as many as asked', async () => {
    const rows = await node.sql<{ username: string }>('select username from users order by lower(username)')
    const everybody = rows.map(({ username }) => username)
    expect(await search('', 100)).toEqual(everybody)
    expect(await search('  ', 3)).toEqual(everybody.slice(0, 3))
  })

  it('does not find by email', async () => {
    expect(await search(ben.user.email ?? '')).toEqual([])
    expect(await search('zoe@')).toEqual([])
  })
})
