import { limits } from '@chime/protocol'
import { follow, type Person, refusal } from '@chime/testing/node'
import { groupOf, say, soon } from '@chime/testing/one-node'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, upload } from './fixture.ts'

let node: FilesNode
let ann: Person
let ben: Person
beforeAll(async () => {
  node = await nodeWithFiles()
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
})
afterAll(() => node.stop())

/** Uploads a picture without a channel, as for a person's picture or an emoji. @returns its id */
const uploaded = async (person: Person, bytes?: Uint8Array) =>
  (await upload(node.url, person, bytes ?? (await picture(400, 200).jpeg().toBuffer()))).id
const status = async (url: string | null, person: Person) => (await get(node.url, url ?? '', person.token)).status
const servedTo = async (person: Person, url: string | null) =>
  sharp(Buffer.from(await (await get(node.url, url ?? '', person.token)).arrayBuffer()), { animated: true }).metadata()

describe('the picture of a person', () => {
  it('is square and small, for everybody here, and told to those they share a channel with', async () => {
    await groupOf(ann, ben)
    const events = follow(ben)
    await events.hello
    const id = await uploaded(ann)
    expect(await status(`/files/${id}`, ben)).toBe(404)
    const me = await ann.trpc.users.update.mutate({ avatarId: id })
    expect(me.avatarUrl).toBe(`/files/${id}`)
    expect(await servedTo(ben, me.avatarUrl)).toMatchObject({ format: 'webp', width: 256, height: 256 })
    await vi.waitFor(() => {
      const user = { id: ann.user.id, avatarUrl: me.avatarUrl }
      expect(events.events).toContainEqual(
        expect.objectContaining({ type: 'user', user: expect.objectContaining(user) }),
      )
    }, soon)
    events.unsubscribe()
    // A retry, as after a lost answer.
    expect((await ann.trpc.users.update.mutate({ avatarId: id })).avatarUrl).toBe(me.avatarUrl)
    expect((await ann.trpc.users.update.mutate({ statusText: 'here' })).avatarUrl).toBe(me.avatarUrl)
  })

  it('gives way to the next one, and to none', async () => {
    const first = await ann.trpc.users.update.mutate({ avatarId: await uploaded(ann) })
    const second = await ann.trpc.users.update.mutate({ avatarId: await uploaded(ann) })
    expect([await status(first.avatarUrl, ben), await status(second.avatarUrl, ben)]).toEqual([404, 200])
    expect((await ann.trpc.users.update.mutate({ avatarId: null })).avatarUrl).toBeNull()
    expect(await status(second.avatarUrl, ann)).toBe(404)
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('is mine, a picture, and uploaded for it', async () => {
    const set = (avatarId: string) => refusal(ann.trpc.users.update.mutate({ avatarId }))
    expect((await set(crypto.randomUUID())).reason).toBe('NOT_FOUND')
    expect((await set(await uploaded(ben))).reason).toBe('NOT_FOUND')
    const wrong = { reason: 'INVALID_INPUT', field: 'avatarId' }
    expect(await set(await uploaded(ann, Buffer.from('words')))).toMatchObject(wrong)
    const { id: waiting } = await ann.trpc.attachments.create.mutate({ name: 'later', size: 10 })
    expect(await set(waiting)).toMatchObject(wrong)
    const channelId = await groupOf(ann)
    const { id } = await upload(node.url, ann, await picture(10, 10).png().toBuffer(), { channelId })
    expect(await set(id)).toMatchObject(wrong)
    expect((await ann.trpc.auth.me.query()).avatarUrl).toBeNull()
  })
})

describe('emoji of our own', () => {
  beforeEach(async () => {
    await node.sql('delete from emojis')
    await node.sql(`update users set role = case when id = $1 then 'admin' else 'user' end::user_role`, ann.user.id)
  })

  it('are made by admins, listed by name for all, served to all, and taken away', async () => {
    const frames = await Promise.all([picture(60, 30), picture(60, 30).negate()].map((frame) => frame.png().toBuffer()))
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer()
    const parrot = await ann.trpc.emoji.create.mutate({ name: 'parrot', attachmentId: await uploaded(ann, moving) })
    await ann.trpc.emoji.create.mutate({ name: 'apple', attachmentId: await uploaded(ann) })
    expect(parrot).toMatchObject({ name: 'parrot', createdBy: ann.user.id })
    const list = await ben.trpc.emoji.list.query()
    expect(list.map(({ name }) => name)).toEqual(['apple', 'parrot'])
    expect(list[1]).toEqual(parrot)
    expect(await servedTo(ben, parrot.url)).toMatchObject({ format: 'webp', width: 128, pages: 2 })
    await ann.trpc.emoji.delete.mutate({ name: 'parrot' })
    expect((await ben.trpc.emoji.list.query()).map(({ name }) => name)).toEqual(['apple'])
    expect(await status(parrot.url, ann)).toBe(404)
    expect((await refusal(ann.trpc.emoji.delete.mutate({ name: 'parrot' }))).reason).toBe('NOT_FOUND')
  })

  it('are not made by others, nor twice, nor of what is no picture or too large', async () => {
    const create = (person: Person, name: string, attachmentId: string) =>
      refusal(person.trpc.emoji.create.mutate({ name, attachmentId }))
    expect((await create(ben, 'parrot', await uploaded(ben))).reason).toBe('FORBIDDEN')
    expect((await refusal(ben.trpc.emoji.delete.mutate({ name: 'parrot' }))).reason).toBe('FORBIDDEN')
    await ann.trpc.emoji.create.mutate({ name: 'parrot', attachmentId: await uploaded(ann) })
    const again = await uploaded(ann)
    expect(await create(ann, 'parrot', again)).toMatchObject({ reason: 'CONFLICT', field: 'name' })
    // The upload was not used up by the refused call.
    await ann.trpc.emoji.create.mutate({ name: 'other', attachmentId: again })
    expect(await create(ann, 'third', again)).toMatchObject({ reason: 'INVALID_INPUT', field: 'attachmentId' })
    expect(await create(ann, 'third', await uploaded(ann, Buffer.from('words')))).toMatchObject({
      field: 'attachmentId',
    })
    const noise = { width: 600, height: 600, channels: 3, background: '#888' } as const
    const large = await sharp({ create: { ...noise, noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
      .png()
      .toBuffer()
    expect(large.length).toBeGreaterThan(limits.emojiBytesMax)
    expect((await create(ann, 'third', await uploaded(ann, large))).reason).toBe('TOO_LARGE')
  })

  it('are reacted with by their name, and stay where they were when they go', async () => {
    const channelId = await groupOf(ann, ben)
    await say(ann, channelId, 'hello')
    const place = { channelId, number: 1, emoji: ':parrot:' }
    expect(await refusal(ben.trpc.messages.react.mutate(place))).toMatchObject({
      reason: 'INVALID_INPUT',
      field: 'emoji',
    })
    await ann.trpc.emoji.create.mutate({ name: 'parrot', attachmentId: await uploaded(ann) })
    expect((await ben.trpc.messages.react.mutate(place)).reactions).toMatchObject([{ emoji: ':parrot:', count: 1 }])
    await ann.trpc.emoji.delete.mutate({ name: 'parrot' })
    expect((await ann.trpc.messages.get.query({ channelId, number: 1 })).reactions).toHaveLength(1)
    expect((await ben.trpc.messages.unreact.mutate(place)).reactions).toEqual([])
  })
})
