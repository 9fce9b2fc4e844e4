import { randomBytes } from 'node:crypto'
import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { startProxy } from '@chime/testing/tcp-proxy'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Chime } from '../../src/types.ts'
import type { Upload, UploadFile } from '../../src/upload/upload.ts'
import { type Person, person } from '../person.ts'

const soon = { timeout: 20_000, interval: 10 }

let server: ChimeServer
let ada: Person
let bob: Person
beforeAll(async () => {
  server = await startChimeServer()
  ada = await person(server.url, 'ada')
  bob = await person(server.url, 'bob')
}, 60_000)
afterEach(() => {
  ada.close()
  bob.close()
})
afterAll(() => server.stop())

const fileOf = (bytes: Uint8Array<ArrayBuffer>, name: string): UploadFile =>
  Object.assign(new Blob([bytes], { type: 'application/octet-stream' }), { name })
const text = (words: string, name = 'notes.txt') => fileOf(new TextEncoder().encode(words), name)
const until = (upload: Upload, phase: string) =>
  vi.waitFor(() => expect(upload.state.get()).toMatchObject({ phase }), soon)

async function group(chime: Chime): Promise<string> {
  const { id } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'us', memberIds: [bob.user.id] })
  return id
}

describe('with a real server', { timeout: 60_000 }, () => {
  test('a file is uploaded, sent when it is ready, and read by the other', async () => {
    const a = await ada.online()
    const b = await bob.online()
    const channel = a.channel(await group(a))
    channel.open()
    const upload = channel.upload(text('what was said'))
    const first = channel.send('here', { attachments: [upload] })
    const second = channel.send('written after')
    const [item] = channel.timeline.get().items
    expect(item).toMatchObject({ state: 'pending', content: 'here', attachments: [{ name: 'notes.txt', size: 13 }] })
    const message = await first.done
    await second.done
    expect(upload.state.get()).toMatchObject({ phase: 'ready', sent: 13, size: 13, error: null })
    expect(message.attachments).toMatchObject([{ name: 'notes.txt', size: 13, id: upload.state.get().attachment?.id }])
    b.channel(channel.id).open()
    await vi.waitFor(() => expect(b.channel(channel.id).timeline.get().items).toHaveLength(2), soon)
    const read = await fetch(`${server.url}/files/${message.attachments[0]?.id}`, {
      headers: { authorization: `Bearer ${bob.token}` },
    })
    expect(await read.text()).toBe('what was said')
  })

  test('an empty file is uploaded, sent and read', async () => {
    const a = await ada.online()
    const channel = a.channel(await group(a))
    channel.open()
    const upload = channel.upload(text('', '.gitkeep'))
    const { attachments } = await channel.send('', { attachments: [upload] }).done
    expect(upload.state.get()).toMatchObject({ phase: 'ready', sent: 0, size: 0, error: null })
    expect(attachments).toMatchObject([{ name: '.gitkeep', size: 0, type: 'text/plain' }])
    const read = await fetch(`${server.url}/files/${attachments[0]?.id}`, {
      headers: { authorization: `Bearer ${ada.token}` },
    })
    expect([read.status, await read.text()]).toEqual([200, ''])
  })

  test('an upload goes on from where it was cut off, over every cut', async () => {
    const endpoint = await startProxy(server.url)
    const a = await ada.online({ url: endpoint.url })
    const channel = a.channel(await group(a))
    const bytes = new Uint8Array(randomBytes(6 * 1024 * 1024))
    const seen: number[] = []
    endpoint.cutAfter(2 * 1024 * 1024)
    const before = endpoint.sentBytes
    const upload = channel.upload(fileOf(bytes, 'noise.bin'))
    upload.state.subscribe(() => seen.push(upload.state.get().sent))
    await vi.waitFor(() => expect(a.connection.get().status).not.toBe('online'), soon)
    await vi.waitFor(() => expect(a.connection.get().status).toBe('online'), soon)
    endpoint.cutAfter(2 * 1024 * 1024)
    await until(upload, 'ready')
    expect(endpoint.sentBytes - before, 'bytes are not all sent again').toBeLessThan(11 * 1024 * 1024)
    expect(seen.at(-1)).toBe(bytes.length)
    const id = upload.state.get().attachment?.id
    const read = await fetch(`${server.url}/files/${id}`, { headers: { authorization: `Bearer ${ada.token}` } })
    expect(Buffer.from(await read.arrayBuffer()).equals(bytes)).toBe(true)
    endpoint.close()
  })

  test('several at once; a message that is discarded takes its files with it, and no others', async () => {
    const a = await ada.online()
    const channel = a.channel(await group(a))
    channel.open()
    const uploads = Array.from({ length: 5 }, (_, i) => channel.upload(text(`file ${i}`, `${i}.txt`)))
    const kept = channel.send('kept', { attachments: uploads.slice(0, 4) })
    const dropped = channel.send('dropped', { attachments: uploads.slice(4) })
    channel.discard(dropped.clientId)
    await expect(dropped.done).rejects.toThrow('Discarded')
    expect(uploads[4]?.state.get().phase).toBe('failed')
    expect((await kept.done).attachments.map(({ name }) => name)).toEqual(['0.txt', '1.txt', '2.txt', '3.txt'])
    const items = () => channel.timeline.get().items
    await vi.waitFor(() => expect(items()).toMatchObject([{ state: 'sent' }]), soon)
  })

  test('a file that the server refuses fails in words, and its message with it', async () => {
    const a = await ada.online()
    const channel = a.channel(await group(a))
    channel.open()
    const upload = channel.upload(fileOf(new Uint8Array(26 * 1024 * 1024), 'big.bin'))
    const { clientId, done } = channel.send('too much', { attachments: [upload] })
    await expect(done).rejects.toThrow('big.bin could not be uploaded')
    expect(upload.state.get()).toMatchObject({ phase: 'failed', error: expect.stringContaining('25 MiB') })
    expect(channel.timeline.get().items).toMatchObject([{ state: 'failed', attachments: [{ name: 'big.bin' }] }])
    channel.discard(clientId)
    expect(channel.timeline.get().items).toEqual([])
  })
})
