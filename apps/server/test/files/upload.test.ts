import { randomBytes } from 'node:crypto'
import { request } from 'node:http'
import { limits } from '@chime/protocol'
import { type Person, refusal } from '@chime/testing/node'
import { groupOf, soon } from '@chime/testing/one-node'
import { startTestS3 } from '@chime/testing/s3'
import * as tus from 'tus-js-client'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, put, sendFiles, upload } from './fixture.ts'

let s3: Awaited<ReturnType<typeof startTestS3>>
beforeAll(async () => {
  s3 = await startTestS3()
})
afterAll(() => s3.stop())

const onS3 = () => ({
  S3_BUCKET: s3.options.bucket,
  S3_ENDPOINT: s3.options.endpoint ?? '',
  S3_ACCESS_KEY_ID: 'test',
  S3_SECRET_ACCESS_KEY: 'test',
})

describe.each([
  ['disk', () => ({})],
  ['S3', onS3],
])('uploads to %s', (_name, environment) => {
  let node: FilesNode
  let ann: Person
  let ben: Person
  let channelId: string
  beforeAll(async () => {
    node = await nodeWithFiles(environment())
    ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
    channelId = await groupOf(ann, ben)
  })
  afterAll(() => node.stop())

  const create = (size: number, name = 'a file') => ann.trpc.attachments.create.mutate({ channelId, name, size })
  /** Sends a request of the tus protocol: with a body, a piece of the file. */
  const ask = (method: string, path: string, { token = ann.token, offset = 0, body }: Asked = {}) =>
    fetch(`${node.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'tus-resumable': '1.0.0',
        ...(body && { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }),
      },
      body: body ? Uint8Array.from(body) : null,
    })
  type Asked = { token?: string; offset?: number; body?: Uint8Array }
  const offsetOf = async (path: string) => Number((await ask('HEAD', path)).headers.get('upload-offset'))

  it('all at once: the file is looked at before the answer, can be sent, and be had by those in the channel', async () => {
    const bytes = await picture(1_000, 500).png().toBuffer()
    const { id, uploadUrl, status } = await upload(node.url, ann, bytes, { channelId, name: 'holiday.txt' })
    expect([uploadUrl, status]).toEqual([`/files/uploads/${id}`, 204])
    const { state, attachment } = await ann.trpc.attachments.get.query({ id })
    expect(state).toBe('ready')
    expect(attachment).toMatchObject({
      id,
      name: 'holiday.txt',
      type: 'image/png',
      size: bytes.length,
      width: 1_000,
      height: 500,
    })
    const message = await sendFiles(ann, channelId, id)
    expect(message.attachments).toEqual([attachment])
    const response = await get(node.url, `/files/${id}`, ben.token)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    const small = await get(node.url, `/files/${id}/320`, ben.token)
    expect(small.headers.get('content-type')).toBe('image/webp')
    expect((await small.arrayBuffer()).byteLength).toBe(Number(small.headers.get('content-length')))
  })

  it('in pieces, by a client that knows nothing but tus; and again after it was stopped', async () => {
    const bytes = randomBytes(3_000_000)
    const { id, uploadUrl } = await create(bytes.length)
    const start = (stopAfter?: number) =>
      new Promise<string>((resolve, reject) => {
        const one = new tus.Upload(bytes, {
          uploadUrl: `${node.url}${uploadUrl}`,
          headers: { authorization: `Bearer ${ann.token}` },
          chunkSize: 500_000,
          retryDelays: null,
          onChunkComplete: (_size, accepted) => {
            if (stopAfter !== undefined && accepted >= stopAfter) void one.abort().then(() => resolve('stopped'))
          },
          onSuccess: () => resolve('done'),
          onError: reject,
        })
        one.start()
      })
    expect(await start(1_000_000)).toBe('stopped')
    expect((await ann.trpc.attachments.get.query({ id })).state).toBe('waiting')
    expect(await offsetOf(uploadUrl)).toBeGreaterThanOrEqual(1_000_000)
    expect(await start()).toBe('done')
    expect((await ann.trpc.attachments.get.query({ id })).state).toBe('ready')
    const response = await get(node.url, `/files/${id}`, ann.token)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
    // A client that missed that the upload was finished learns it now.
    expect(await start()).toBe('done')
  })

  it('of no bytes are files: by PUT, by tus, and by a client that only asks how far it is', async () => {
    const none = Buffer.alloc(0)
    const byTus = ({ uploadUrl }: { uploadUrl: string }) =>
      new Promise<void>((resolve, reject) => {
        const headers = { authorization: `Bearer ${ann.token}` }
        const url = `${node.url}${uploadUrl}`
        new tus.Upload(none, {
          uploadUrl: url,
          headers,
          retryDelays: null,
          onSuccess: () => resolve(),
          onError: reject,
        }).start()
      })
    const ways = [
      async ({ uploadUrl }: { uploadUrl: string }) =>
        expect((await put(node.url, uploadUrl, ann.token, none)).status).toBe(204),
      async ({ uploadUrl }: { uploadUrl: string }) =>
        expect((await ask('PATCH', uploadUrl, { body: none })).status).toBe(204),
      async ({ uploadUrl }: { uploadUrl: string }) => expect(await offsetOf(uploadUrl)).toBe(0),
      byTus,
    ]
    for (const way of ways) {
      const created = await create(0, '.gitkeep')
      await way(created)
      const { state, attachment } = await ann.trpc.attachments.get.query({ id: created.id })
      expect(state).toBe('ready')
      expect(attachment).toMatchObject({ name: '.gitkeep', type: 'text/plain', size: 0, width: null, preview: null })
      expect((await sendFiles(ann, channelId, created.id)).attachments).toEqual([attachment])
      const file = await get(node.url, `/files/${created.id}`, ben.token)
      expect([file.status, file.headers.get('content-length'), await file.text()]).toEqual([200, '0', ''])
    }
    expect((await put(node.url, (await create(0)).uploadUrl, ann.token, Buffer.from('x'))).status).toBe(413)
  })

  it('go on where the connection was cut', async () => {
    const bytes = randomBytes(300_000)
    const { id, uploadUrl } = await create(bytes.length)
    const headers = { authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0', 'upload-offset': '0' }
    const type = { 'content-type': 'application/offset+octet-stream', 'content-length': bytes.length }
    const cut = request(`${node.url}${uploadUrl}`, { method: 'PATCH', headers: { ...headers, ...type } })
    cut.on('error', () => {})
    await new Promise((resolve) => cut.write(bytes.subarray(0, 100_000), resolve))
    // The bytes have left this process. Only the node knows how many of them it has read.
    await new Promise((resolve) => setImmediate(resolve))
    cut.destroy()
    let offset = 0
    await vi.waitFor(async () => {
      offset = await offsetOf(uploadUrl)
      expect(offset).toBeGreaterThan(0)
    }, soon)
    const wrong = await ask('PATCH', uploadUrl, { offset: offset + 1, body: bytes.subarray(offset + 1) })
    expect(wrong.status).toBe(409)
    expect((await ask('PATCH', uploadUrl, { offset, body: bytes.subarray(offset) })).status).toBe(204)
    const response = await get(node.url, `/files/${id}`, ann.token)
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true)
  })

  it('are cancelled, by tus or by the procedure, and then are gone', async () => {
    const [one, other] = [await create(100), await create(100)]
    for (const { uploadUrl } of [one, other]) await ask('PATCH', uploadUrl, { body: Buffer.alloc(50) })
    expect((await ask('DELETE', one.uploadUrl)).status).toBe(204)
    await ann.trpc.attachments.delete.mutate({ id: other.id })
    for (const { id, uploadUrl } of [one, other]) {
      expect((await ask('HEAD', uploadUrl)).status).toBe(404)
      expect((await ask('PATCH', uploadUrl, { offset: 50, body: Buffer.alloc(50) })).status).toBe(404)
      expect((await refusal(ann.trpc.attachments.get.query({ id }))).reason).toBe('NOT_FOUND')
    }
    expect(await node.sql('select from file_erasures')).toEqual([])
  })

  it('are for who announced them alone', async () => {
    const { id, uploadUrl } = await create(10)
    for (const method of ['HEAD', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? Buffer.alloc(10) : undefined
      expect((await ask(method, uploadUrl, { token: ben.token, body })).status, method).toBe(404)
    }
    expect((await put(node.url, uploadUrl, ben.token, Buffer.alloc(10))).status).toBe(404)
    expect((await put(node.url, uploadUrl, 'nobody', Buffer.alloc(10))).status).toBe(401)
    expect((await refusal(ben.trpc.attachments.get.query({ id }))).reason).toBe('NOT_FOUND')
    expect((await refusal(ben.trpc.attachments.delete.mutate({ id }))).reason).toBe('NOT_FOUND')
    expect(await offsetOf(uploadUrl)).toBe(0)
    // No upload can be created without the procedure.
    expect((await ask('POST', '/files/uploads/')).status).toBe(404)
    expect((await ask('POST', uploadUrl)).status).toBe(405)
  })

  it('take no byte more than was announced, and fewer are not all', async () => {
    const { id, uploadUrl } = await create(1_000)
    expect((await put(node.url, uploadUrl, ann.token, Buffer.alloc(1_001))).status).toBe(413)
    expect((await put(node.url, uploadUrl, ann.token, Buffer.alloc(999))).status).toBe(400)
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(400)),
    })
    const headers = { authorization: `Bearer ${ann.token}` }
    const many = fetch(`${node.url}${uploadUrl}`, { method: 'PUT', body: endless, headers, duplex: 'half' })
    expect(await many.then(({ status }) => status).catch(() => 413)).toBe(413)
    expect((await ann.trpc.attachments.get.query({ id })).state).toBe('waiting')
    expect((await put(node.url, uploadUrl, ann.token, Buffer.alloc(1_000, 'x'))).status).toBe(204)
    expect((await put(node.url, uploadUrl, ann.token, Buffer.alloc(1_000, 'y'))).status).toBe(409)
    expect(await (await get(node.url, `/files/${id}`, ann.token)).text()).toBe('x'.repeat(1_000))
  })

  it('that are too large are refused before they begin', async () => {
    expect(await refusal(create(limits.attachmentBytesMax + 1))).toMatchObject({ reason: 'TOO_LARGE', field: 'size' })
    const avatar = ann.trpc.attachments.create.mutate({ name: 'me', size: limits.avatarBytesMax + 1 })
    expect(await refusal(avatar)).toMatchObject({ reason: 'TOO_LARGE', field: 'size' })
  })

  it('are sent with one message only, in the channel that they are for', async () => {
    const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId })
    const other = await groupOf(ann)
    const waiting = await create(10)
    expect((await refusal(sendFiles(ann, other, id))).reason).toBeDefined()
    expect((await refusal(sendFiles(ben, channelId, id))).reason).toBeDefined()
    expect((await refusal(sendFiles(ann, channelId, waiting.id))).reason).toBeDefined()
    await sendFiles(ann, channelId, id)
    expect((await refusal(sendFiles(ann, channelId, id))).reason).toBeDefined()
    expect((await refusal(ann.trpc.attachments.delete.mutate({ id }))).reason).toBe('NOT_FOUND')
  })

  it('that were not sent are bounded, for each person, in number and in bytes', async () => {
    const { trpc, user } = await node.person()
    const one = () => trpc.attachments.create.mutate({ name: 'a file', size: 10 })
    const { id } = await one()
    await node.sql(
      `insert into attachments (user_id, name, type, size, store_key)
       select $1, 'x', 'x', 1, 'unsent-' || i from generate_series(2, $2::int) i`,
      user.id,
      limits.unsentFilesMax,
    )
    expect((await refusal(one())).reason).toBe('TOO_LARGE')
    await trpc.attachments.delete.mutate({ id })
    await one()
    await node.sql(`delete from attachments where user_id = $1 and store_key <> 'unsent-2'`, user.id)
    await node.sql('update attachments set size = $2 where user_id = $1', user.id, limits.unsentBytesMax)
    expect((await refusal(one())).reason).toBe('TOO_LARGE')
    await node.sql('delete from attachments where user_id = $1', user.id)
  })
})
