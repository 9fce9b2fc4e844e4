import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let eve: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  ben = await node.person('ben')
  cem = await node.person('cem')
  eve = await node.person('eve')
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const add = async ({ trpc }: Person, ...people: Person[]) =>
  (await trpc.members.add.mutate({ channelId, userIds: people.map(({ user }) => user.id) })).members
const remove = ({ trpc }: Person, { user }: Person) => trpc.members.remove.mutate({ channelId, userId: user.id })
const role = (name: string, { user }: Person) =>
  node.sql('update members set role = $1 where channel_id = $2 and user_id = $3', name, channelId, user.id)
const ids = async () => (await ann.trpc.members.list.query({ channelId })).members.map(({ userId }) => userId)

describe('adding people', () => {
  it('is for every member of a group, and answers with all of them, also those who were there', async () => {
    const members = await add(ben, cem, ann, cem)
    expect(members.map(({ userId }) => userId).sort()).toEqual([ann.user.id, cem.user.id].sort())
    expect(members.find(({ userId }) => userId === ann.user.id)?.role).toBe('owner')
    expect(await ids()).toEqual([ann, ben, cem].map(({ user }) => user.id).sort())
  })

  it('who are all there changes nothing', async () => {
    const { revision } = await ann.trpc.channels.get.query({ channelId })
    await add(ann, ben)
    expect((await ann.trpc.channels.get.query({ channelId })).revision).toBe(revision)
  })

  it('adds none when one of them does not exist', async () => {
    const attempt = ann.trpc.members.add.mutate({ channelId, userIds: [cem.user.id, crypto.randomUUID()] })
    expect((await refusal(attempt)).reason).toBe('NOT_FOUND')
    expect(await ids()).not.toContain(cem.user.id)
  })

  it('to an announcement channel is for owners and admins', async () => {
    const memberIds = [ben.user.id]
    channelId = (await ann.trpc.channels.create.mutate({ kind: 'announcement', name: 'News', memberIds })).id
    expect((await refusal(add(ben, cem))).reason).toBe('FORBIDDEN')
    await role('admin', ben)
    expect(await add(ben, cem)).toHaveLength(1)
  })

  it('is not for outsiders, who learn nothing', async () => {
    expect(await reasons(add(eve, eve), add(eve, cem))).toEqual(['NOT_FOUND', 'NOT_FOUND'])
  })

  it('brings nobody back as what they were before', async () => {
    await role('admin', ben)
    await remove(ann, ben)
    const [member] = await add(ann, ben)
    expect(member).toMatchObject({ role: 'member', leftAt: null })
  })
})

describe('removing people', () => {
  it('is for owners and admins, and ends what the removed may see', async () => {
    await add(ann, cem)
    await say(ben, channelId, 'was here')
    expect((await refusal(remove(ben, cem))).reason).toBe('FORBIDDEN')
    await role('admin', ben)
    expect(await remove(ben, cem)).toBeNull()
    expect(await ids()).toEqual([ann, ben].map(({ user }) => user.id).sort())
    const refused = await reasons(
      cem.trpc.channels.get.query({ channelId }),
      cem.trpc.messages.list.query({ channelId }),
      cem.trpc.channels.changes.query({ channelId, since: 0 }),
      cem.trpc.members.list.query({ channelId }),
      say(cem, channelId, 'x'),
    )
    expect(new Set(refused)).toEqual(new Set(['NOT_FOUND']))
    expect((await cem.trpc.channels.list.query()).map(({ id }) => id)).not.toContain(channelId)
  })

  it('spares owners, unless an owner does it', async () => {
    await role('admin', ben)
    expect((await refusal(remove(ben, ann))).reason).toBe('FORBIDDEN')
    await role('owner', ben)
    expect(await remove(ben, ann)).toBeNull()
  })

  it('is no way to go oneself, in whatever spelling', async () => {
    for (const userId of [ann.user.id, ann.user.id.toUpperCase()]) {
      const attempt = ann.trpc.members.remove.mutate({ channelId, userId })
      expect(await refusal(attempt)).toMatchObject({ reason: 'INVALID_INPUT', field: 'userId' })
    }
  })

  it('who are not there, or twice, is NOT_FOUND', async () => {
    expect((await refusal(remove(ann, eve))).reason).toBe('NOT_FOUND')
    await remove(ann, ben)
    expect((await refusal(remove(ann, ben))).reason).toBe('NOT_FOUND')
  })

  it('by two owners of each other at once leaves one', async () => {
    await role('owner', ben)
    const results = await Promise.allSettled([remove(ann, ben), remove(ben, ann)])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('the list of members', () => {
  it('pages through all of them once, with the people behind them', async () => {
    const rows = await node.sql<{ id: string }>(
      `insert into users (username, email, password_hash)
       select $1 || i, $1 || i || '@example.com', 'x' from generate_series(1, 105) i returning id`,
      `crowd-${crypto.randomUUID().slice(0, 8)}-`,
    )
    const crowd = rows.map(({ id }) => id)
    for (const from of [0, 100]) {
      await ann.trpc.members.add.mutate({ channelId, userIds: crowd.slice(from, from + 100) })
    }
    const everybody = [...crowd, ann.user.id, ben.user.id].sort()
    let gone = ''
    for (const limit of [7, 100]) {
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await ben.trpc.members.list.query({ channelId, limit, cursor })
        expect(page.members.map(({ userId }) => userId)).toEqual(page.users.map(({ id }) => id))
        seen.push(...page.users.map(({ id }) => id))
        // Somebody is removed between two pages. That must not make the next page skip anybody else.
        if (limit === 7 && cursor === undefined) {
          gone = seen.find((id) => id !== ann.user.id && id !== ben.user.id) ?? ''
          await ann.trpc.members.remove.mutate({ channelId, userId: gone })
        }
        cursor = page.cursor ?? undefined
      } while (cursor !== undefined)
      const left = limit === 7 ? everybody : everybody.filter((id) => id !== gone)
      expect(seen).toEqual(left)
    }
    const first = await ben.trpc.members.list.query({ channelId })
    expect(first.members).toHaveLength(100)
    expect(first.revision).toBe((await ben.trpc.channels.get.query({ channelId })).revision)
  })

  it('of an open channel may be read by everybody, of a group by members only', async () => {
    const open = await ann.trpc.channels.create.mutate({ kind: 'public', name: `Open ${crypto.randomUUID()}` })
    expect((await eve.trpc.members.list.query({ channelId: open.id })).members).toHaveLength(1)
    expect((await refusal(eve.trpc.members.list.query({ channelId }))).reason).toBe('NOT_FOUND')
  })
})
