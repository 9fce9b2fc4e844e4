import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

// Every door at which two people meet, and who stands on both sides of it.

const nodes: Partial<Record<'team' | 'community', OneNode>> = {}
beforeAll(async () => {
  nodes.team = await oneNode({ PEOPLE: 'team' })
  nodes.community = await oneNode({ PEOPLE: 'community' })
})
afterAll(async () => {
  for (const node of Object.values(nodes)) await node.stop()
})

type Relation = {
  people: 'team' | 'community'
  /** Both have joined the group that they share. Otherwise somebody else has brought them there. */
  chosen: boolean
  blocks?: 'I block them' | 'they block me'
  reachableBy?: 'acquaintances' | 'nobody'
}
const relations = {
  colleague: { people: 'team', chosen: false },
  acquaintance: { people: 'community', chosen: true },
  stranger: { people: 'community', chosen: false },
  'stricter colleague': { people: 'team', chosen: false, reachableBy: 'acquaintances' },
  'strictest acquaintance': { people: 'community', chosen: true, reachableBy: 'nobody' },
  'blocking colleague': { people: 'team', chosen: true, blocks: 'they block me' },
  'blocked colleague': { people: 'team', chosen: true, blocks: 'I block them' },
  'blocking acquaintance': { people: 'community', chosen: true, blocks: 'they block me' },
  'blocked acquaintance': { people: 'community', chosen: true, blocks: 'I block them' },
} satisfies Record<string, Relation>

type Answer = 'open' | 'asked' | 'closed'
type Scene = { me: Person; other: Person; third: Person; shared: string; relation: Relation }

/** What happens at each door. Those come last at which the two become acquainted: both write, or choose a channel. */
const doors = {
  'I find them by the start of their name': async ({ me, other }) => {
    const found = await me.trpc.users.search.query({ query: other.user.username.slice(0, -1) })
    return shown(found.some(({ id }) => id === other.user.id))
  },
  'I find them by their whole name': async ({ me, other }) => {
    const found = await me.trpc.users.search.query({ query: other.user.username })
    return shown(found.some(({ id }) => id === other.user.id))
  },
  'I see whether they are there': async ({ me, other }) =>
    shown((await me.trpc.presence.get.query({ userIds: [other.user.id] })).length > 0),
  'I see how far they have read': async ({ me, other, third, shared }) => {
    const [message] = await say(third, shared, 'read this')
    await other.trpc.channels.markRead.mutate({ channelId: shared, number: message?.number ?? 0 })
    const receipts = await me.trpc.channels.receipts.query({ channelId: shared })
    return shown(receipts.some(({ userId }) => userId === other.user.id))
  },
  'I make a group with them': (scene) =>
    brought(scene, async ({ me, other }) => {
      const input = { kind: 'group' as const, name: 'us', memberIds: [other.user.id] }
      return (await me.trpc.channels.create.mutate(input)).id
    }),
  'I add them': (scene) =>
    brought(scene, async ({ me, other }) => {
      const channelId = await groupOf(me)
      await me.trpc.members.add.mutate({ channelId, userIds: [other.user.id] })
      return channelId
    }),
  'I write to them': (scene) =>
    brought(scene, async ({ me, other }) => (await me.trpc.channels.openDirect.mutate({ userId: other.user.id })).id),
  'I see them typing': async ({ me, other, third, shared }) => {
    const stream = follow(me)
    await stream.hello
    await other.trpc.channels.typing.mutate({ channelId: shared })
    await say(third, shared, 'then this')
    await vi.waitFor(() => expect(stream.events.at(-1)?.type).toBe('message'), soon)
    stream.unsubscribe()
    return shown(stream.events.some((event) => event.type === 'typing' && event.userId === other.user.id))
  },
  'I mention them': async ({ me, other, shared }) => {
    const [message] = await say(me, shared, `@${other.user.username} look`)
    return shown(message?.mentions.userIds.includes(other.user.id))
  },
  'I react to what they write': async ({ me, other, shared }) => {
    const [message] = await say(other, shared, 'what do you think?')
    return opened(me.trpc.messages.react.mutate({ channelId: shared, number: message?.number ?? 0, emoji: '👍' }))
  },
  'I draw them into a thread': async ({ me, other, shared }) => {
    const [message] = await say(other, shared, 'above')
    const { id: thread } = await me.trpc.channels.openThread.mutate({
      channelId: shared,
      number: message?.number ?? 0,
    })
    await say(me, thread, 'below')
    return shown((await other.trpc.channels.get.query({ channelId: thread })).membership)
  },
  'they use my invite': (scene) =>
    brought(scene, async ({ me, other }) => {
      const channelId = await groupOf(me)
      const { code } = await me.trpc.invites.create.mutate({ channelId })
      return (await other.trpc.invites.accept.mutate({ code })).id
    }),
} satisfies Record<string, (scene: Scene) => Promise<Answer>>

const shown = (what: unknown): Answer => (what ? 'open' : 'closed')

async function opened(call: Promise<unknown>): Promise<Answer> {
  const result = await call.then(
    () => null,
    async () => refusal(call),
  )
  if (result) expect(result.reason).toBe('FORBIDDEN')
  return result ? 'closed' : 'open'
}

/** Whether the other one is in the channel now, or is asked. @param bring its result is the id of the channel */
async function brought(scene: Scene, bring: (scene: Scene) => Promise<string>): Promise<Answer> {
  const attempt = bring(scene)
  if ((await opened(attempt)) === 'closed') return 'closed'
  const channelId = await attempt
  const { trpc } = scene.other
  const mine = (await trpc.channels.list.query()).some(({ id }) => id === channelId)
  const asked = (await trpc.members.invitations.query()).some((one) => one.channelId === channelId)
  expect(mine).toBe(!asked)
  return asked ? 'asked' : 'open'
}

async function sceneOf(relation: Relation): Promise<Scene> {
  const node = nodes[relation.people]
  if (!node) throw new Error('both nodes run')
  const [me, other, third] = [await node.person('me'), await node.person('other'), await node.person('third')]
  await Promise.all([me, other].map(({ trpc }) => trpc.auth.me.query()))
  // Everybody knows the third person, and the two do not know each other.
  for (const { trpc } of [me, other]) {
    const { id } = await third.trpc.channels.create.mutate({ kind: 'public', name: crypto.randomUUID() })
    await trpc.channels.join.mutate({ channelId: id })
  }
  const shared = await groupOf(third, ...(relation.chosen ? [] : [me, other]))
  if (relation.chosen) {
    const { code } = await third.trpc.invites.create.mutate({ channelId: shared })
    for (const { trpc } of [me, other]) await trpc.invites.accept.mutate({ code })
  }
  const { blocks, reachableBy } = relation
  if (reachableBy) await other.trpc.users.update.mutate({ reachableBy })
  if (blocks === 'I block them') await me.trpc.users.block.mutate({ userId: other.user.id })
  if (blocks === 'they block me') await other.trpc.users.block.mutate({ userId: me.user.id })
  return { me, other, third, shared, relation }
}

const strangers: Partial<Record<keyof typeof doors, Answer>> = {
  'I find them by the start of their name': 'closed',
  'I see whether they are there': 'closed',
  'I see how far they have read': 'closed',
}
const asking: Partial<Record<keyof typeof doors, Answer>> = {
  'I make a group with them': 'asked',
  'I add them': 'asked',
  'I write to them': 'asked',
}
/** A block shows nowhere, but that the two do not meet: so it does not change who is found. */
const blocked = Object.fromEntries(
  Object.keys(doors).map((door) => [door, door.startsWith('I find') ? 'open' : 'closed']),
) as Record<keyof typeof doors, Answer>

/** Where nothing is said, a door is open. */
const expected: Record<keyof typeof relations, Partial<Record<keyof typeof doors, Answer>>> = {
  colleague: {},
  acquaintance: {},
  stranger: { ...strangers, ...asking },
  'stricter colleague': { ...strangers, ...asking },
  'strictest acquaintance': asking,
  'blocking colleague': blocked,
  'blocked colleague': blocked,
  'blocking acquaintance': blocked,
  'blocked acquaintance': blocked,
}

describe('at every door', () => {
  const all = Object.keys(relations) as (keyof typeof relations)[] // the keys of this very object
  it.each(all)('a %s', { timeout: 60_000 }, async (name) => {
    const scene = await sceneOf(relations[name])
    const answers: Record<string, Answer> = {}
    const open: Record<string, Answer> = {}
    for (const [door, go] of Object.entries(doors)) {
      answers[door] = await go(scene)
      open[door] = 'open'
    }
    expect(answers).toEqual({ ...open, ...expected[name] })
  })
})

it('whoever was brought somewhere knows the others there once both have written', async () => {
  const { me, other, shared } = await sceneOf(relations.stranger)
  const seen = async () => (await me.trpc.presence.get.query({ userIds: [other.user.id] })).length
  const add = async () => {
    const channelId = await groupOf(me)
    const { members, invited } = await me.trpc.members.add.mutate({ channelId, userIds: [other.user.id] })
    return { members: members.length, invited: invited.length }
  }
  await say(me, shared, 'hello')
  expect([await seen(), await add()]).toEqual([0, { members: 0, invited: 1 }])
  await say(other, shared, 'hello yourself')
  expect([await seen(), await add()]).toEqual([1, { members: 1, invited: 0 }])
  // Whoever comes again because of others has not chosen it again.
  await other.trpc.channels.leave.mutate({ channelId: shared })
  expect(await seen()).toBe(0)
})

it('how far somebody has read is told to nobody where they were only brought', async () => {
  const { other, third, shared } = await sceneOf(relations.stranger)
  const stream = follow(third)
  await stream.hello
  const read = async (channelId: string) => {
    const [message] = await say(third, channelId, 'read this')
    await other.trpc.channels.markRead.mutate({ channelId, number: message?.number ?? 0 })
    return message?.number
  }
  await read(shared)
  // Receipts are sent without being waited for: when this one has come, the other one would have.
  const { id: direct } = await other.trpc.channels.openDirect.mutate({ userId: third.user.id })
  await read(direct)
  await vi.waitFor(() => expect(stream.events.some(({ type }) => type === 'receipt')).toBe(true), soon)
  await say(other, shared, 'I want to be here')
  const number = await read(shared)
  const heard = () =>
    stream.events.flatMap((event) =>
      event.type === 'receipt' && event.channelId === shared && event.userId === other.user.id
        ? [event.readNumber]
        : [],
    )
  await vi.waitFor(() => expect(heard()).toEqual([number]), soon)
})

it('admins of the server find everybody', async () => {
  const { me, other } = await sceneOf(relations.stranger)
  const find = async () => (await me.trpc.users.search.query({ query: other.user.username.slice(0, -1) })).length
  expect(await find()).toBe(0)
  await nodes.community?.sql(`update users set role = 'admin' where id = $1`, me.user.id)
  expect(await find()).toBe(1)
})
