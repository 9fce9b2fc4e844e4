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

const create = (name: string, kind: 'public' | 'group' | 'announcement' = 'public', clientId?: string) =>
  ann.trpc.channels.create.mutate({ kind, name, ...(clientId && { clientId }) })
const taken = { reason: 'CONFLICT', field: 'name' }

const register = (username: string, email = `${crypto.randomUUID()}@example.com`) =>
  node.connect().trpc.auth.register.mutate({ username, email, password: 'battery horse staple' })

/** Pairs of names that people take for each other. */
const alike = [
  ['general', 'General'],
  ['lounge', 'LOUNGE'],
  ['café', 'cafe'],
  ['Straße', 'strasse'],
  ['support', 'ѕuрроrt'],
  ['Billing', 'BiIIing'],
  ['info', '1nfo'.replace('1', 'ı')],
  ['paypal', 'paypa1'],
  ['modern', 'modem'],
  ['ＷＩＤＥ', 'wide'],
  ['team one', 'team\u00a0\u00a0one'],
  ['zero\u200bwidth', 'zerowidth'],
  ['soft', 'so\u00adft'],
  ['Ω-team', 'ω-team'],
  ['O’Brien', "o'brien"],
  ['شدة', 'شَدّة'],
  ['dash-ed', 'dash–ed'],
  ['party ❤', 'party ❤\ufe0f'],
] as const

describe('the names of open channels', () => {
  it.each(alike)('are not both %s and %s', async (one, other) => {
    const { id } = await create(one)
    expect(await refusal(create(other))).toMatchObject(taken)
    expect(await refusal(create(other, 'announcement'))).toMatchObject(taken)
    expect(await refusal(create(one))).toMatchObject(taken)
    const another = await create(`another ${crypto.randomUUID()}`)
    expect(await refusal(ann.trpc.channels.update.mutate({ channelId: another.id, name: other }))).toMatchObject(taken)
    expect(await ann.trpc.channels.get.query({ channelId: another.id })).toMatchObject({ name: another.name })
    // Whoever has it may spell it anew.
    expect(await ann.trpc.channels.update.mutate({ channelId: id, name: other })).toMatchObject({ name: other.trim() })
  })

  it.each([
    ['mail', 'mall'],
    ['sales', 'sale'],
    ['か', 'が'],
    ['team 1', 'team 2'],
    ['日本', '日木'],
  ])('may be both %s and %s', async (one, other) => {
    await create(one)
    expect((await create(other)).name).toBe(other)
  })

  it('leave groups alone: nobody else sees what they are called', async () => {
    await create('inner circle')
    expect((await create('Inner Circle', 'group')).name).toBe('Inner Circle')
    expect((await create('Inner Circle', 'group')).name).toBe('Inner Circle')
  })

  it('are free again after a change of name, and stay taken in the archive', async () => {
    const { id } = await create('first name')
    await ann.trpc.channels.update.mutate({ channelId: id, name: 'second name' })
    expect((await create('First Name')).name).toBe('First Name')
    await ann.trpc.channels.archive.mutate({ channelId: id })
    expect(await refusal(create('Second name'))).toMatchObject(taken)
    expect(await ann.trpc.channels.unarchive.mutate({ channelId: id })).toMatchObject({ name: 'second name' })
  })

  it('go to one of those who ask for them at once, and a retry is no clash', async () => {
    const attempts = ['at once', 'At Once', 'AT ONCE', 'ａt once', 'at  once'].map((name) => create(name))
    const made = await Promise.allSettled(attempts)
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const clientId = crypto.randomUUID()
    const [one, again] = [
      await create('tried twice', 'public', clientId),
      await create('tried twice', 'public', clientId),
    ]
    expect(again.id).toBe(one.id)
  })

  it('may fold into more letters than an index takes', async () => {
    const name = '\ufdfa'.repeat(100)
    await create(name)
    expect(await refusal(create(name))).toMatchObject(taken)
    const { channels } = await ben.trpc.channels.browse.query({ query: '\ufdfa', limit: 1 })
    expect(channels.map((channel) => channel.name)).toEqual([name])
  })
})

describe('usernames', () => {
  it.each([
    ['bobby', 'b0bby'],
    ['tom.hill', 'torn.hill'],
    ['will-1', 'wi11-l'],
  ])('are not both %s and %s', async (one, other) => {
    await register(one)
    expect(await refusal(register(other))).toMatchObject({ reason: 'CONFLICT', field: 'username' })
    expect(await refusal(register(one))).toMatchObject({ reason: 'CONFLICT', field: 'username' })
  })

  it('go to one of those who ask for them at once', async () => {
    const made = await Promise.allSettled(['double', 'd0uble', 'doub1e', 'd0ub1e'].map((name) => register(name)))
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('of a refused registration stay free', async () => {
    const email = `${crypto.randomUUID()}@example.com`
    await register('has-email', email)
    expect(await refusal(register('wanted', email))).toMatchObject({ reason: 'CONFLICT', field: 'email' })
    expect((await register('wanted')).user.username).toBe('wanted')
  })

  it.each(['here', 'channel', 'everyone', 'all', 'here.'])('are not %s', async (name) => {
    expect(await refusal(register(name))).toMatchObject({ reason: 'INVALID_INPUT', field: 'username' })
  })

  it('are found by a login in any width and case', async () => {
    const { user } = await register('wide-one')
    const login = (identifier: string) =>
      node.connect().trpc.auth.login.mutate({ identifier, password: 'battery horse staple' })
    expect((await login(' ＷＩＤＥ-one ')).user.id).toBe(user.id)
  })
})

describe('the choices of a poll', () => {
  it.each([
    ['Tea', 'tea'],
    ['Café', 'cafe\u0301'],
    ['Tea', 'ＴＥＡ'],
    ['Tea', ' Tea '],
    ['a\u200bb', 'ab'],
  ])('are not both %j and %j', async (one, other) => {
    const { id: channelId } = await create('poll', 'group')
    const poll = { channelId, clientId: crypto.randomUUID(), question: 'Which?', options: [one, other] }
    expect(await refusal(ann.trpc.polls.create.mutate(poll))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'options',
    })
  })
})
