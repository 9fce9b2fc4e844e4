import type { Person } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, upload, uploadAndSend } from './fixture.ts'

let node: FilesNode
let ann: Person
let ben: Person
let stranger: Person
beforeAll(async () => {
  node = await nodeWithFiles()
  ;[ann, ben, stranger] = [await node.person('ann'), await node.person('ben'), await node.person('eve')]
})
afterAll(() => node.stop())

const status = async (id: string, person?: Person) => (await get(node.url, `/files/${id}`, person?.token)).status
const sent = (channelId: string, bytes?: Uint8Array) => uploadAndSend(node.url, ann, { channelId, bytes })

describe('a file may be had', () => {
  it('by who uploaded it alone, until it is sent', async () => {
    const channelId = await groupOf(ann, ben)
    const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId })
    expect([await status(id, ann), await status(id, ben), await status(id, stranger), await status(id)]).toEqual([
      200, 404, 404, 401,
    ])
  })

  it('in a group by its members, and no longer by who left or was removed', async () => {
    const channelId = await groupOf(ann, ben)
    const { id } = await sent(channelId)
    expect([await status(id, ben), await status(id, stranger), await status(id)]).toEqual([200, 404, 401])
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await status(id, ben)).toBe(404)
    await ann.trpc.channels.leave.mutate({ channelId })
    expect(await status(id, ann)).toBe(404)
  })

  it('in a public channel by everybody here, also by who only looks on', async () => {
    const { id: channelId } = await ann.trpc.channels.create.mutate({ kind: 'public', name: `open ${Math.random()}` })
    const { id } = await sent(channelId)
    expect([await status(id, ben), await status(id, stranger), await status(id)]).toEqual([200, 200, 401])
  })

  it('in a thread by who may read what it is below', async () => {
    const channelId = await groupOf(ann, ben)
    const { number } = await sent(channelId)
    const thread = await ann.trpc.channels.openThread.mutate({ channelId, number })
    const { id } = await sent(thread.id)
    expect([await status(id, ben), await status(id, stranger)]).toEqual([200, 404])
    await ann.trpc.members.remove.mutate({ channelId, userId: ben.user.id })
    expect(await status(id, ben)).toBe(404)
  })

  it('by nobody once its message is deleted, and its bytes are erased', async () => {
    const channelId = await groupOf(ann, ben)
    const { id, number } = await sent(channelId, await picture(400, 400).png().toBuffer())
    expect(await status(id, ben)).toBe(200)
    const tombstone = await ann.trpc.messages.delete.mutate({ channelId, number })
    expect(tombstone.attachments).toEqual([])
    expect([await status(id, ben), await status(id, ann)]).toEqual([404, 404])
    expect((await get(node.url, `/files/${id}/320`, ann.token)).status).toBe(404)
    expect(await node.sql('select from attachments where id = $1', id)).toEqual([])
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('by readers of the copy when a message was forwarded, and the original deleted', async () => {
    const [here, there] = [await groupOf(ann, ben), await groupOf(ann, stranger)]
    const { id, number } = await sent(here)
    const clientId = crypto.randomUUID()
    const copy = await ann.trpc.messages.forward.mutate({ channelId: here, number, toChannelId: there, clientId })
    const copied = copy.attachments[0]?.id ?? ''
    expect(copied).not.toBe(id)
    await ann.trpc.messages.delete.mutate({ channelId: here, number })
    expect([await status(id, ben), await status(copied, ben), await status(copied, stranger)]).toEqual([404, 404, 200])
    await ann.trpc.messages.delete.mutate({ channelId: there, number: copy.number })
    expect(await status(copied, stranger)).toBe(404)
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('by nobody at an address that is none, and the answer is the same as for what is for others', async () => {
    const channelId = await groupOf(ann)
    const { id } = await sent(channelId)
    const [theirs, none] = [
      await get(node.url, `/files/${id}`, ben.token),
      await get(node.url, `/files/${crypto.randomUUID()}`, ben.token),
    ]
    expect([theirs.status, await theirs.text()]).toEqual([none.status, await none.text()])
    for (const path of [
      '',
      'x',
      `${id}/x`,
      `${id}/320/1`,
      `..%2f${id}`,
      '%2e%2e/secret',
      `${id}%00`,
      'uploads/x',
      `${id}/original`,
    ]) {
      expect((await get(node.url, `/files/${path}`, ann.token)).status, path).toBe(404)
    }
    expect(
      (await fetch(`${node.url}/files/${id}`, { method: 'POST', headers: { authorization: `Bearer ${ann.token}` } }))
        .status,
    ).toBe(405)
  })
})
