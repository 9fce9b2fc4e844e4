import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { contents, search } from './fixture.ts'

let node: OneNode
let ann: Person
let bob: Person
let eve: Person

beforeAll(async () => {
  node = await oneNode()
  ann = await node.person('ann')
  bob = await node.person('bob')
  eve = await node.person('eve')
})
afterAll(() => node.stop())

describe('searching shows what may be read, and nothing else', () => {
  it('a group and the threads in it to its members, until they leave', async () => {
    const group = await groupOf(ann, bob)
    const [first] = await say(ann, group, 'zebra in the group')
    const thread = await ann.trpc.channels.openThread.mutate({ channelId: group, number: first?.number ?? 0 })
    await say(ann, thread.id, 'zebra in the thread')
    // Bob follows the thread now. When he leaves the group, that must not let him read it.
    await say(bob, thread.id, 'zebra of bob')
    const all = ['zebra of bob', 'zebra in the thread', 'zebra in the group']
    expect(await contents(ann, 'zebra')).toEqual(all)
    expect(await contents(bob, 'zebra')).toEqual(all)
    expect(await contents(eve, 'zebra')).toEqual([])
    const page = await search(bob, { query: 'zebra', limit: 1 })
    await ann.trpc.members.remove.mutate({ channelId: group, userId: bob.user.id })
    expect(await contents(bob, 'zebra')).toEqual([])
    expect(await contents(bob, { query: 'zebra', limit: 1, cursor: page.cursor ?? '' })).toEqual([])
    expect(await contents(bob, { query: 'zebra', order: 'best' })).toEqual([])
    for (const channelId of [group, thread.id, crypto.randomUUID()]) {
      expect(await reasons(search(bob, { query: 'zebra', channelId }), search(eve, { query: '', channelId }))).toEqual([
        'NOT_FOUND',
        'NOT_FOUND',
      ])
    }
    await ann.trpc.members.add.mutate({ channelId: group, userIds: [bob.user.id] })
    expect(await contents(bob, 'zebra')).toEqual(all)
  })

  it('an open channel to everybody, and an archived one too', async () => {
    const { id } = await ann.trpc.channels.create.mutate({ kind: 'public', name: 'open to all' })
    await say(ann, id, 'giraffe for everybody')
    await expect.poll(() => contents(eve, 'giraffe'), soon).toEqual(['giraffe for everybody'])
    expect(await contents(eve, 'in:"OPEN to all" giraffe')).toEqual(['giraffe for everybody'])
    await node.sql('update channels set archived_at = now() where id = $1', id)
    expect(await contents(eve, 'giraffe')).toEqual(['giraffe for everybody'])
  })

  it('a direct conversation to the two', async () => {
    const { id } = await ann.trpc.channels.openDirect.mutate({ userId: bob.user.id })
    await say(ann, id, 'a secret okapi')
    expect(await contents(bob, 'okapi')).toEqual(['a secret okapi'])
    expect(await contents(bob, `okapi in:@${ann.user.username}`)).toEqual(['a secret okapi'])
    expect(await contents(eve, `okapi from:${ann.user.username}`)).toEqual([])
    expect(await reasons(search(eve, `in:@${ann.user.username}`))).toEqual(['INVALID_INPUT'])
  })

  it('the name of a group that somebody is not in as if there were none', async () => {
    await ann.trpc.channels.create.mutate({ kind: 'group', name: 'hush-hush' })
    const refused = (who: Person, name: string) => search(who, `in:${name}`).then(String, ({ message }) => message)
    expect(await refused(eve, 'hush-hush')).toBe((await refused(eve, 'not-there')).replace('not-there', 'hush-hush'))
    expect(await contents(ann, 'in:hush-hush')).toEqual([])
  })

  it('nothing of whom I have blocked, and no notices', async () => {
    const group = await groupOf(ann, bob)
    await say(bob, group, 'a loud hyena')
    await say(ann, group, 'a quiet hyena')
    await node.sql(
      `update messages set kind = 'system' where channel_id = $1 and content = 'a notice of a hyena'`,
      group,
    )
    await node.sql(`insert into blocks (user_id, blocked_id) values ($1, $2)`, ann.user.id, bob.user.id)
    expect(await contents(ann, 'hyena')).toEqual(['a quiet hyena'])
    expect(await contents(ann, `hyena from:${bob.user.username}`)).toEqual([])
    expect(await contents(bob, 'hyena')).toEqual(['a quiet hyena', 'a loud hyena'])
    await node.sql(`update blocks set lifted_at = now() where user_id = $1`, ann.user.id)
    expect(await contents(ann, 'hyena')).toEqual(['a quiet hyena', 'a loud hyena'])
  })
})

describe('what changes', () => {
  it('is found by what it says now', async () => {
    const group = await groupOf(ann)
    const [message] = await say(ann, group, 'the quagga stands')
    const place = { channelId: group, number: message?.number ?? 0 }
    expect(await contents(ann, 'quagga')).toHaveLength(1)
    await ann.trpc.messages.edit.mutate({ ...place, content: 'the tarpan stands' })
    expect(await contents(ann, 'quagga')).toEqual([])
    expect(await contents(ann, 'quagg')).toEqual([])
    expect(await contents(ann, 'tarpan')).toEqual(['the tarpan stands'])
    await ann.trpc.messages.react.mutate({ ...place, emoji: '👍' })
    expect(await contents(ann, 'arpan has:reaction')).toEqual(['the tarpan stands'])
  })

  it('is gone at once when it is deleted, and no word of it stays, but those that others have too', async () => {
    const group = await groupOf(ann, bob)
    const [message] = await say(ann, group, 'password hunter2dodo', 'another password')
    const place = { channelId: group, number: message?.number ?? 0 }
    expect(await contents(bob, 'hunter2dodo')).toHaveLength(1)
    await ann.trpc.messages.delete.mutate(place)
    expect(await contents(bob, 'hunter2dodo')).toEqual([])
    expect(await contents(bob, 'nter2dod')).toEqual([])
    const kept = () =>
      node.sql<{ word: string }>(`select word from message_search_words where word in ('hunter2dodo', 'password')`)
    await expect.poll(kept, soon).toEqual([{ word: 'password' }])
    const rows = () => node.sql('select from message_search where channel_id = $1 and number = $2', group, place.number)
    await expect.poll(rows, soon).toEqual([])
    // When the word is sent again, a part of it finds it again.
    await say(ann, group, 'hunter2dodo is back')
    expect(await contents(bob, 'nter2dod')).toEqual(['hunter2dodo is back'])
  })

  it('goes with its channel', async () => {
    const group = await groupOf(ann)
    await say(ann, group, 'a passing mammoth')
    expect(await contents(ann, 'mammoth')).toHaveLength(1)
    await node.sql('delete from channels where id = $1', group)
    expect(await contents(ann, 'mammoth')).toEqual([])
    expect(await node.sql('select from message_search where channel_id = $1', group)).toEqual([])
  })
})

describe('pages', () => {
  it.each(['newest', 'best'] as const)(
    'with the %s first have everything once, while messages come and go',
    async (order) => {
      const group = await groupOf(ann, bob)
      const word = `page${order}`
      const texts = Array.from({ length: 23 }, (_, i) => `${word} ${'and '.repeat(i % 5)}${i}`)
      await say(ann, group, ...texts)
      const seen: string[] = []
      let cursor: string | null = null
      for (let pages = 0; pages < 10 && (pages === 0 || cursor !== null); pages++) {
        const page: Awaited<ReturnType<typeof search>> = await search(bob, {
          query: word,
          order,
          limit: 5,
          ...(cursor !== null && { cursor }),
        })
        seen.push(...page.messages.map(({ content }) => content))
        cursor = page.cursor
        await say(ann, group, `${word} ${word} that came later`)
        await bob.trpc.messages.react.mutate({ channelId: group, number: 1 + pages, emoji: '👍' })
      }
      expect([...seen].sort()).toEqual([...texts].sort())
      if (order === 'newest') expect(seen).toEqual(texts.toReversed())
      expect(cursor).toBeNull()
    },
  )
})
