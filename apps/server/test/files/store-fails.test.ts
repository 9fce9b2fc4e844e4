import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { refusal } from '@chime/testing/node'
import { expect, it } from 'vitest'
import { get, nodeWithFiles, put, upload } from './fixture.ts'

const run = promisify(execFile)
const megabyte = 1024 * 1024

it('a disk with little room left takes no new files, and says so', async () => {
  const node = await nodeWithFiles({ DISK_RESERVE_MIB: '1000000000' })
  const ann = await node.person()
  const create = ann.trpc.attachments.create.mutate({ name: 'a file', size: 10 })
  expect(await refusal(create)).toMatchObject({ reason: 'UNAVAILABLE', retryAfterMs: expect.any(Number) })
  await expect(create).rejects.toThrow('disk')
  await node.stop()
})

it('a disk that becomes full while files come refuses them cleanly, keeps what it has, and goes on when there is room', async ({
  skip,
}) => {
  const node = await nodeWithFiles({ DISK_RESERVE_MIB: '0' })
  const disk = join(node.folder, 'files')
  await mkdir(disk)
  // Only an administrator of the machine may mount a disk.
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'none', disk]).catch(() => null)
  try {
    if (mounted === null) return skip('no disk can be made here')
    const ann = await node.person()
    const channelId = (await ann.trpc.channels.create.mutate({ kind: 'group', name: 'Files' })).id
    const create = (size: number) => ann.trpc.attachments.create.mutate({ channelId, name: 'a file', size })
    const bytes = randomBytes(3 * megabyte)
    const [second, third] = [await create(bytes.length), await create(bytes.length)]
    const first = await upload(node.url, ann, bytes, { channelId })
    expect(first.status).toBe(204)
    const got = async () => Buffer.from(await (await get(node.url, `/files/${first.id}`, ann.token)).arrayBuffer())

    // The bytes arrive, but there is no space to keep a copy …
    const full = await put(node.url, second.uploadUrl, ann.token, bytes)
    expect([full.status, await full.text()]).toEqual([507, 'The disk is full\n'])
    // … and no space for the bytes of another file.
    expect((await put(node.url, third.uploadUrl, ann.token, bytes)).status).toBe(507)
    expect((await refusal(create(3 * megabyte))).reason).toBe('UNAVAILABLE')
    expect((await refusal(ann.trpc.attachments.get.query({ id: second.id }))).reason).toBe('UNAVAILABLE')
    expect((await got()).equals(bytes)).toBe(true)
    expect((await get(node.url, `/files/${second.id}`, ann.token)).status).toBe(404)
    expect(await readdir(join(disk, 'halves'))).toEqual([])
    expect(await readdir(join(disk, 'kept', third.id.slice(0, 2), third.id))).toEqual([])

    await ann.trpc.attachments.delete.mutate({ id: first.id })
    expect((await ann.trpc.attachments.get.query({ id: second.id })).state).toBe('ready')
    await ann.trpc.attachments.delete.mutate({ id: second.id })
    expect((await put(node.url, third.uploadUrl, ann.token, bytes)).status).toBe(204)
  } finally {
    if (mounted !== null) await run('umount', ['--lazy', disk])
    await node.stop()
  }
})

it('a bucket that does not answer refuses files, and nothing else', async () => {
  const keys = { S3_ACCESS_KEY_ID: 'me', S3_SECRET_ACCESS_KEY: 'secret' }
  const node = await nodeWithFiles({ S3_BUCKET: 'files', S3_ENDPOINT: 'http://127.0.0.1:1', ...keys })
  const ann = await node.person()
  const { trpc } = ann
  const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: 'Files' })
  const { id, uploadUrl } = await trpc.attachments.create.mutate({ channelId, name: 'a file', size: 5 })
  const away = await put(node.url, uploadUrl, ann.token, Buffer.from('words'))
  expect([away.status, await away.text()]).toEqual([503, 'The file store cannot be reached\n'])
  await node.sql(`update attachments set state = 'ready' where id = $1`, id)
  const unread = await get(node.url, `/files/${id}`, ann.token)
  expect([unread.status, await unread.text()]).toEqual([503, 'The file store cannot be reached\n'])
  expect(unread.headers.get('retry-after')).toBe('5')
  // Nobody can see the file any more. Its bytes are erased when the store answers again.
  await trpc.attachments.delete.mutate({ id })
  expect(await node.sql('select from file_erasures')).toHaveLength(1)
  expect((await fetch(`${node.url}/readyz`)).status).toBe(200)
  await node.stop()
})
