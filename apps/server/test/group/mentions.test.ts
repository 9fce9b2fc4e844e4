import { limits } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let cem: Person
let dia: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  // Who registers first administers the server.
  ann = await node.person('ann')
  ;[ben, cem, dia] = [await node.person('ben'), await node.person('cem'), await node.person('dia')]
})
beforeEach(async () => {
  for (const { id } of await ann.trpc.groups.list.query()) await ann.trpc.groups.delete.mutate({ id })
  channelId = await groupOf(ann, ben, cem)
})
afterAll(() => node.stop())

const idOf = ({ user }: Person) => user.id
const group = (handle: string, ...members: Person[]) =>
  ann.trpc.groups.create.mutate({ handle, name: handle, memberIds: members.map(idOf) })
/** Whom a message calls: the names of these people, sorted. */
function calledOf(message: { mentions: { userIds: string[] } } | undefined): string[] {
  const names = new Map([ann, ben, cem, dia].map(({ user }) => [user.id, user.username.slice(0, 3)]))
  return (message?.mentions.userIds ?? []).map((id) => names.get(id) ?? id).sort()
}
const called = async (author: Person, content: string, id = channelId) => calledOf((await say(author, id, content))[0])
const counts = async ({ trpc }: Person, id = channelId) => {
  const { membership } = await trpc.channels.get.query({ channelId: id })
  return membership && [membership.unread, membership.mentions]
}

describe('a user group that is called', () => {
  it('calls each of its members who are in the channel, once, and not the author', async () => {
    await group('team', ann, ben, cem, dia)
    const stream = follow(ben)
    await stream.hello
    expect(await called(ann, 'hello @team')).toEqual(['ben', 'cem'])
    expect([await counts(ann), await counts(ben), await counts(cem)]).toEqual([
      [0, 0],
      [1, 1],
      [1, 1],
    ])
    const mentions = { userIds: expect.arrayContaining([idOf(ben)]) }
    await vi.waitFor(() => expect(stream.events.at(-1)).toMatchObject({ type: 'message', message: { mentions } }), soon)
    stream.unsubscribe()
    // By name and by group it is one mention.
    expect(await called(ann, `@${ben.user.username} @team @team`)).toEqual(['ben', 'cem'])
    expect(await counts(ben)).toEqual([2, 2])
    expect((await node.sql('select from mentions where channel_id = $1', channelId)).length).toBe(4)
  })

  it('calls neither those who have blocked the author nor those who are suspended', async () => {
    await group('team', ben, cem)
    const eve = await node.person('eve')
    await ann.trpc.members.add.mutate({ channelId, userIds: [idOf(eve)] })
    await group('others', eve, cem)
    await cem.trpc.users.block.mutate({ userId: idOf(ann) })
    expect(await called(ann, '@team')).toEqual(['ben'])
    await cem.trpc.users.unblock.mutate({ userId: idOf(ann) })
    await ann.trpc.admin.suspend.mutate({ userId: idOf(eve) })
    expect(await called(ann, '@others')).toEqual(['cem'])
    const others = (await ann.trpc.groups.list.query()).find(({ handle }) => handle === 'others')
    expect(others?.memberIds).toContain(idOf(eve))
    await ann.trpc.admin.unsuspend.mutate({ userId: idOf(eve) })
    expect(await called(ann, '@others')).toEqual(['cem', idOf(eve)].sort())
  })

  it('keeps whom it has called, whatever becomes of it, and old texts stay', async () => {
    const { id } = await group('team', ben)
    await say(ann, channelId, 'for @team')
    await ann.trpc.groups.update.mutate({ id, handle: 'crew', memberIds: [idOf(cem)] })
    const standing = () => ann.trpc.messages.get.query({ channelId, number: 1 })
    expect([(await standing()).content, calledOf(await standing())]).toEqual(['for @team', ['ben']])
    expect([await called(ann, '@team'), await called(ann, '@crew')]).toEqual([[], ['cem']])
    await ann.trpc.groups.delete.mutate({ id })
    expect(calledOf(await standing())).toEqual(['ben'])
    expect(await called(ann, '@crew')).toEqual([])
    expect(await counts(ben)).toEqual([4, 1])
  })

  it('calls by an edit too, and in an announcement', async () => {
    await group('team', ben, cem)
    await say(ann, channelId, 'nobody')
    const edited = await ann.trpc.messages.edit.mutate({ channelId, number: 1, content: 'now @team' })
    expect(calledOf(edited)).toEqual(['ben', 'cem'])
    const { id } = await ann.trpc.channels.create.mutate({
      kind: 'announcement',
      name: `news ${crypto.randomUUID()}`,
      memberIds: [idOf(ben)],
    })
    expect(await called(ann, '@team', id)).toEqual(['ben'])
  })

  it('in a thread makes those follow it whom it calls', async () => {
    await group('team', ben, dia)
    await say(ann, channelId, 'above')
    const thread = (await cem.trpc.channels.openThread.mutate({ channelId, number: 1 })).id
    expect(await counts(ben, thread)).toBe(null)
    expect(await called(cem, 'look @team', thread)).toEqual(['ben'])
    expect(await counts(ben, thread)).toEqual([1, 1])
  })

  it('in a thread calls only followers when it is large', async () => {
    const { id } = await group('crowd', ben, cem)
    await say(ann, channelId, 'above')
    const thread = (await ann.trpc.channels.openThread.mutate({ channelId, number: 1 })).id
    await cem.trpc.channels.follow.mutate({ channelId: thread })
    await node.sql(
      `with made as (
         insert into users (username, email, password_hash)
         select 'crowd-' || i, 'crowd-' || i || '@example.com', 'x' from generate_series(1, $2::int) i returning id
       ) insert into group_members (group_id, user_id) select $1, id from made`,
      id,
      limits.groupThreadMax - 1,
    )
    expect(await called(ann, '@crowd', thread)).toEqual(['cem'])
    // In the channel it calls all who are there.
    expect(await called(ann, '@crowd')).toEqual(['ben', 'cem'])
    await node.sql(`delete from users where username = 'crowd-1'`)
    expect(await called(ann, '@crowd', thread)).toEqual(['ben', 'cem'])
  })

  it('is one of the first few that count in a message', async () => {
    const others = Array.from({ length: limits.groupMentionsMax }, (_, i) => `empty-${i}`)
    for (const handle of others) await group(handle, dia)
    await group('team', ben)
    const calls = (handles: readonly string[]) => called(ann, handles.map((handle) => `@${handle}`).join(' '))
    expect(await calls([...others.slice(1), 'team', 'empty-0'])).toEqual(['ben'])
    expect(await calls([...others, 'team'])).toEqual([])
  })

  it('gives way to nobody and takes from nobody: the likeliest name with somebody here counts', async () => {
    await group('team', ben)
    await group('team.', dia)
    // `@team.` is the group `team.`, of which nobody is here, or else `team` and a full stop.
    expect(await called(ann, 'ask @team.')).toEqual(['ben'])
    await ann.trpc.members.add.mutate({ channelId, userIds: [idOf(dia)] })
    expect(await called(ann, 'ask @team.')).toEqual(['dia'])
    expect(await called(ann, 'ask @team')).toEqual(['ben'])
  })
})

/** What the grammar makes of `@team` in a text. */
const grammar: [text: string, calls: boolean][] = [
  ['@team', true],
  ['@TEAM', true],
  ['＠team', true],
  ['hello, @team!', true],
  ['thanks...@team', true],
  ['_@team_', true],
  ['**@team**', true],
  ['~~@team~~', true],
  ['# @team', true],
  ['> @team', true],
  ['- [ ] @team', true],
  ['| a | b |\n|---|---|\n| @team | x |', true],
  ['你好@team。', true],
  ['(@team)', true],
  ['@team/@others', true],
  ['`@team`', false],
  ['``a ` @team``', false],
  ['~~~\n@team\n~~~', false],
  ['```\n@team\n```', false],
  ['\\@team', false],
  ['ann@team', false],
  ['ann@team.example', false],
  ['https://e.example/@team', false],
  ['[t](https://e.example/?u=@team)', false],
  ['@teams', false],
  ['@tea', false],
  ['@@team', true],
]

describe('the one grammar of text', () => {
  it.each(grammar)('reads %j', async (content, calls) => {
    await group('team', ben)
    const whom = calls ? ['ben'] : []
    const [sent] = await say(ann, channelId, content)
    expect(calledOf(sent)).toEqual(whom)
    await say(ann, channelId, 'x')
    const edited = await ann.trpc.messages.edit.mutate({ channelId, number: 2, content })
    expect(calledOf(edited)).toEqual(whom)
    expect(await counts(ben)).toEqual([2, 2 * whom.length])
  })
})
