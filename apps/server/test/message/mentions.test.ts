import type { ServerEvent } from '@chime/protocol'
import { follow, type Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say, soon } from '@chime/testing/one-node'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

let node: OneNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
beforeEach(async () => {
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const at = ({ user }: Person) => `@${user.username}`
/** The person's unread mentions, by each procedure and event that tells them. */
async function mentionsOf(person: Person): Promise<number[]> {
  const stream = follow(person)
  await stream.hello
  const [hello] = stream.events
  stream.unsubscribe()
  const head = hello?.type === 'hello' ? hello.channels.find((one) => one.channelId === channelId) : null
  const { membership } = await person.trpc.channels.get.query({ channelId })
  const listed = (await person.trpc.channels.list.query()).find(({ id }) => id === channelId)
  const { channels } = await person.trpc.users.changes.query({ since: 0 })
  const changed = channels.find(({ id }) => id === channelId)
  return [head, membership, listed?.membership, changed?.membership].map((one) => one?.mentions ?? -1)
}
const all = (n: number) => [n, n, n, n]

describe('unread mentions', () => {
  it('are counted for those who are called, until they read', async () => {
    await say(ann, channelId, `hello ${at(ben)}`, 'nothing', '@channel', '@here')
    expect(await mentionsOf(ben)).toEqual(all(2))
    expect(await mentionsOf(ann)).toEqual(all(0))
    const stream = follow(ben)
    await stream.hello
    expect(await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })).toMatchObject({ mentions: 1, unread: 3 })
    const marker = () =>
      stream.events.findLast((event): event is ServerEvent & { type: 'marker' } => event.type === 'marker')
    await vi.waitFor(() => expect(marker()).toMatchObject({ readNumber: 1, mentions: 1 }), soon)
    expect(await mentionsOf(ben)).toEqual(all(1))
    // A call that changes nothing gives the same answer.
    expect(await ben.trpc.channels.markRead.mutate({ channelId, number: 1 })).toMatchObject({ mentions: 1 })
    await ben.trpc.channels.markRead.mutate({ channelId, number: 4 })
    expect(await mentionsOf(ben)).toEqual(all(0))
    expect(await ben.trpc.channels.markUnread.mutate({ channelId, number: 1 })).toMatchObject({
      mentions: 2,
      unread: 4,
    })
    stream.unsubscribe()
  })

  it('stay when I write, until I read', async () => {
    await say(ann, channelId, `hello ${at(ben)}`)
    await say(ben, channelId, 'yes')
    expect(await mentionsOf(ben)).toEqual(all(1))
    await ben.trpc.channels.markRead.mutate({ channelId, number: 2 })
    expect(await mentionsOf(ben)).toEqual(all(0))
  })

  it('follow edits and deletes', async () => {
    await say(ann, channelId, 'hello', `bye ${at(ben)}`)
    const edit = (number: number, content: string) => ann.trpc.messages.edit.mutate({ channelId, number, content })
    expect((await edit(1, `hello ${at(ben)}`)).mentions.userIds).toEqual([ben.user.id])
    expect(await mentionsOf(ben)).toEqual(all(2))
    await edit(2, 'bye @channel')
    expect(await mentionsOf(ben)).toEqual(all(2))
    await edit(2, 'bye')
    expect(await mentionsOf(ben)).toEqual(all(1))
    await ann.trpc.messages.delete.mutate({ channelId, number: 1 })
    expect(await mentionsOf(ben)).toEqual(all(0))
  })

  it('are read by the grammar of the text, when it is sent and when it is edited', async () => {
    const name = at(ben)
    const calling = [
      `_${name}_`,
      `thanks...${name}`,
      `＠${ben.user.username}`,
      `**${name}**`,
      `# ${name}`,
      `你好${name}。`,
    ]
    const silent = [
      `\`\`a \` ${name}\`\``,
      `~~~\n${name}\n~~~`,
      `[t](https://e.example/?u=${name})`,
      `https://e.example/${name}`,
      `x${name}.example`,
      `\\${name}`,
    ]
    const called = async (content: string) => {
      const [sent] = await say(ann, channelId, content)
      const { number } = await ann.trpc.messages.send.mutate({ channelId, content: '-', clientId: crypto.randomUUID() })
      const edited = await ann.trpc.messages.edit.mutate({ channelId, number, content })
      expect(edited.mentions).toEqual(sent?.mentions)
      return edited.mentions.userIds
    }
    for (const content of calling) expect([content, await called(content)]).toEqual([content, [ben.user.id]])
    for (const content of silent) expect([content, await called(content)]).toEqual([content, []])
    expect(await mentionsOf(ben)).toEqual(all(2 * calling.length))
  })

  it('are counted up to a hundred, and not those from before I came', async () => {
    await say(ann, channelId, ...Array.from({ length: 105 }, () => at(ben)))
    expect(await mentionsOf(ben)).toEqual(all(100))
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    await ann.trpc.members.add.mutate({ channelId, userIds: [ben.user.id] })
    expect(await mentionsOf(ben)).toEqual(all(0))
  })
})
