import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FiltersCreateInput } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, reasons, say, soon } from '@chime/testing/one-node'
import { twoNodes } from '@chime/testing/two-nodes'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

let node: OneNode
let admin: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await oneNode()
  admin = await node.person('admin')
  ben = await node.person('ben')
  channelId = await groupOf(admin, ben)
})
afterAll(() => node.stop())

const filter = (pattern: string, more: Partial<FiltersCreateInput> = {}) =>
  admin.trpc.filters.create.mutate({ kind: 'word', pattern, action: 'refuse', ...more })
const clientId = () => crypto.randomUUID()

describe('a filter', () => {
  it('refuses what matches wherever people write for others, and says what it is', async () => {
    const [before] = await say(ben, channelId, 'gadgets before there was a filter')
    const [plain] = await say(ben, channelId, 'something plain')
    const made = await filter('Gadget*')
    const content = 'cheap GADGETS here'
    const { trpc } = ben
    const number = plain?.number ?? 0
    const refused = {
      content: [
        () => trpc.messages.send.mutate({ channelId, clientId: clientId(), content }),
        () => trpc.messages.edit.mutate({ channelId, number, content }),
        () =>
          trpc.messages.schedule.mutate({ channelId, content, sendAt: new Date(Date.now() + 60_000).toISOString() }),
        () =>
          trpc.messages.forward.mutate({
            channelId,
            number: before?.number ?? 0,
            toChannelId: channelId,
            clientId: clientId(),
          }),
      ],
      question: [
        () => trpc.polls.create.mutate({ channelId, clientId: clientId(), question: content, options: ['a', 'b'] }),
      ],
      options: [
        () =>
          trpc.polls.create.mutate({ channelId, clientId: clientId(), question: 'which?', options: ['a', content] }),
      ],
      name: [
        () => trpc.channels.create.mutate({ kind: 'group', name: content }),
        () => trpc.channels.update.mutate({ channelId, name: content }),
        () => trpc.attachments.create.mutate({ channelId, name: 'gadget.txt', size: 1 }),
      ],
      description: [
        () => trpc.channels.create.mutate({ kind: 'group', name: 'fine', description: content }),
        () => trpc.channels.update.mutate({ channelId, description: content }),
      ],
      fullName: [() => trpc.users.update.mutate({ fullName: content })],
      statusText: [() => trpc.users.update.mutate({ statusText: content })],
      username: [
        () =>
          node.connect().trpc.auth.register.mutate({
            username: 'gadget',
            email: 'gadget@example.com',
            password: 'a good long password',
          }),
      ],
    }
    for (const [field, calls] of Object.entries(refused)) {
      for (const call of calls) expect(await refusal(call()), field).toMatchObject({ reason: 'INVALID_INPUT', field })
    }
    const error = await trpc.messages.send.mutate({ channelId, clientId: clientId(), content }).catch(String)
    expect(error).toContain('content: “Gadget” may not be written here')
    await admin.trpc.filters.delete.mutate({ id: made.id })
    await say(ben, channelId, content)
  })

  it('answers the retry of a message from before with that message', async () => {
    const sent = { channelId, clientId: clientId(), content: 'a widget' }
    const { number } = await ben.trpc.messages.send.mutate(sent)
    const made = await filter('widget')
    expect((await ben.trpc.messages.send.mutate(sent)).number).toBe(number)
    expect(await reasons(ben.trpc.messages.send.mutate({ ...sent, clientId: clientId() }))).toEqual(['INVALID_INPUT'])
    await admin.trpc.filters.delete.mutate({ id: made.id })
  })

  it('also judges what was scheduled before, when it is sent', async () => {
    const content = 'a sprocket'
    const sendAt = new Date(Date.now() + 1_500).toISOString()
    const { id } = await ben.trpc.messages.schedule.mutate({ channelId, content, sendAt })
    const made = await filter('sprocket')
    const state = async () =>
      (
        await node.sql<{ state: string; error: string }>(
          'select state, error from scheduled_messages where id = $1',
          id,
        )
      )[0]
    await vi.waitFor(async () => expect((await state())?.state).toBe('failed'), { timeout: 15_000, interval: 100 })
    expect((await state())?.error).toContain('sprocket')
    await admin.trpc.filters.delete.mutate({ id: made.id })
  })

  it('lets a profile from before be changed in everything else', async () => {
    await ben.trpc.users.update.mutate({ fullName: 'Ben Cog' })
    const made = await filter('cog')
    await ben.trpc.users.update.mutate({ fullName: 'Ben Cog', statusText: 'hello' })
    await admin.trpc.filters.delete.mutate({ id: made.id })
  })
})

describe('the list of filters', () => {
  it('is changed by admins alone, who are told what is wrong', async () => {
    const made = await filter('Müll')
    expect((await admin.trpc.filters.list.query()).map(({ pattern }) => pattern)).toContain('Müll')
    expect(await reasons(ben.trpc.filters.list.query())).toEqual(['FORBIDDEN'])
    expect(await refusal(filter('MULL'))).toMatchObject({ reason: 'CONFLICT', field: 'pattern' })
    expect(await refusal(filter('a*b'))).toMatchObject({ reason: 'INVALID_INPUT', field: 'pattern' })
    expect(await refusal(filter('*'))).toMatchObject({ reason: 'INVALID_INPUT', field: 'pattern' })
    expect(await refusal(filter('no domain', { kind: 'link' }))).toMatchObject({ field: 'pattern' })
    const changed = await admin.trpc.filters.update.mutate({
      id: made.id,
      kind: 'word',
      pattern: 'müll',
      action: 'allow',
    })
    expect(changed).toMatchObject({ pattern: 'müll', action: 'allow', createdBy: admin.user.id })
    await admin.trpc.filters.delete.mutate({ id: made.id })
    expect(await reasons(admin.trpc.filters.delete.mutate({ id: made.id }))).toEqual(['NOT_FOUND'])
  })
})

describe('filters, on two nodes', () => {
  it('hold on the other one within seconds, with Redis down too', async () => {
    const nodes = await twoNodes()
    const first = await nodes.person(nodes.one, 'first')
    const eve = await nodes.person(nodes.two, 'eve')
    let count = 0
    const write = () => eve.trpc.users.update.mutate({ statusText: `a doohickey ${++count}` })
    await write()
    await nodes.redis.stop()
    await first.trpc.filters.create.mutate({ kind: 'word', pattern: 'doohickey', action: 'refuse' })
    // Not so often that the limit of the rate refuses it.
    const slowly = { ...soon, interval: 300 }
    await vi.waitFor(async () => expect(await reasons(write())).toEqual(['INVALID_INPUT']), slowly)
    await nodes.stop()
  })
})

describe('a filter of an installation', () => {
  it('is asked about every text, with who writes it and where, and refuses by its own words', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chime-filter-'))
    const path = join(folder, 'chime.config.mjs')
    await writeFile(
      path,
      `export default { filter: ({ text, field, userId, channelId }) => {
        if (text === 'broken') throw new Error('secret of the filter')
        return text.startsWith('who') ? [field, userId, channelId].join(' ') : null
      } }`,
    )
    const own = await oneNode({ CHIME_CONFIG: path })
    const ann = await own.person('ann')
    const group = await groupOf(ann)
    const send = (content: string) =>
      ann.trpc.messages.send.mutate({ channelId: group, clientId: clientId(), content }).catch(String)
    expect(await send('who am I')).toContain(`content: content ${ann.user.id} ${group}`)
    expect(await send('fine')).toMatchObject({ content: 'fine' })
    const broken = await send('broken')
    expect(broken).toContain('Internal error')
    expect(broken).not.toContain('secret')
    await own.stop()
    await rm(folder, { recursive: true })
  })

  it('must be a function', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'chime-filter-'))
    const path = join(folder, 'chime.config.mjs')
    await writeFile(path, `export default { filter: 'spam' }`)
    await expect(oneNode({ CHIME_CONFIG: path })).rejects.toThrow('must have a function as its filter')
    await rm(folder, { recursive: true })
  })
})
