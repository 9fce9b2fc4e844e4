import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sweepFiles } from '@chime/api'
import { type Database, openDatabase } from '@chime/db'
import { createDiskStore, createFiles } from '@chime/files'
import { type Person, startTestNode } from '@chime/testing/node'
import { groupOf } from '@chime/testing/one-node'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { type FilesNode, get, nodeWithFiles, picture, put, sendFiles, upload } from './fixture.ts'

const log = pino({ level: 'silent' })
let node: FilesNode
let db: Database
let ann: Person
let channelId: string
beforeAll(async () => {
  node = await nodeWithFiles()
  db = openDatabase({ url: node.databaseUrl, maxConnections: 4, log })
  ann = await node.person()
  channelId = await groupOf(ann)
})
afterAll(async () => {
  await db.close()
  await node.stop()
})
beforeEach(() => node.sql('delete from attachments where used_for is null and number is null'))

const store = () => createDiskStore({ folder: join(node.folder, 'files') })
/** What a node does every hour. */
const sweep = (files = createFiles(store())) => sweepFiles({ db, files, log })
const age = (...ids: string[]) =>
  node.sql(`update attachments set created_at = now() - interval '25 hours' where id = any ($1)`, ids)
const kept = async () => (await readdir(join(node.folder, 'files', 'kept'), { recursive: true })).join('\n')
const status = async (id: string) => (await get(node.url, `/files/${id}`, ann.token)).status

it('files that were not sent within a day go, with their bytes; what was sent or is used stays', async () => {
  const bytes = await picture(400, 300).png().toBuffer()
  const [sent, ready, fresh] = [
    (await upload(node.url, ann, bytes, { channelId })).id,
    (await upload(node.url, ann, bytes, { channelId })).id,
    (await upload(node.url, ann, bytes, { channelId })).id,
  ]
  const avatar = (await upload(node.url, ann, bytes)).id
  await ann.trpc.users.update.mutate({ avatarId: avatar })
  await sendFiles(ann, channelId, sent)
  const half = await ann.trpc.attachments.create.mutate({ channelId, name: 'half', size: 100 })
  await fetch(`${node.url}${half.uploadUrl}`, {
    method: 'PATCH',
    headers: { ...tusHeaders(), 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: 'x'.repeat(50),
  })
  const planned = (await upload(node.url, ann, bytes, { channelId })).id
  await node.sql(
    `insert into scheduled_messages (user_id, channel_id, client_id, content, attachment_ids, send_at)
     values ($1, $2, gen_random_uuid(), 'later', array[$3::uuid], now() + interval '1 week')`,
    ann.user.id,
    channelId,
    planned,
  )
  await age(sent, ready, avatar, half.id, planned)
  expect(await kept()).toContain(half.id)
  await sweep()
  expect([await status(sent), await status(fresh), await status(avatar), await status(planned)]).toEqual([
    200, 200, 200, 200,
  ])
  expect(await status(ready)).toBe(404)
  const left = await kept()
  for (const id of [ready, half.id]) expect(left).not.toContain(id)
  for (const id of [sent, fresh, avatar, planned]) expect(left).toContain(id)
})

const tusHeaders = () => ({ authorization: `Bearer ${ann.token}`, 'tus-resumable': '1.0.0' })

it('what could not be erased is erased later, on whichever node comes first', async () => {
  const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId })
  await age(id)
  const broken = { ...store(), erase: () => Promise.reject(new Error('the store is away')) }
  await sweep(createFiles(broken))
  expect(await status(id)).toBe(404)
  expect(await kept()).toContain(id)
  expect(await node.sql('select from file_erasures where store_key like $1', `${id}/%`)).toHaveLength(1)
  await Promise.all([sweep(), sweep(), sweep()])
  expect(await kept()).not.toContain(id)
  expect(await node.sql('select from file_erasures')).toEqual([])
})

it('the last copy of a file may go just when it was found to be still needed: the bytes go nevertheless', async () => {
  const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId })
  const rows = await node.sql<{ store_key: string }>('select store_key from attachments where id = $1', id)
  const storeKey = rows[0]?.store_key
  await node.sql('insert into file_erasures (store_key) values ($1)', storeKey)
  const [eraser, deleter] = await Promise.all([db.pool.connect(), db.pool.connect()])
  await eraser.query('begin')
  await eraser.query('select from file_erasures where store_key = $1 for update', [storeKey])
  let isGone = false
  const gone = deleter.query('delete from attachments where id = $1', [id]).then(() => {
    isGone = true
  })
  const waiting = `select from pg_stat_activity where wait_event_type = 'Lock' and query like 'delete from attachments%'`
  await vi.waitFor(async () => expect(isGone || (await node.sql(waiting)).length > 0).toBe(true), { timeout: 10_000 })
  // The eraser found that the file was still needed, so it erases nothing.
  await eraser.query('delete from file_erasures where store_key = $1', [storeKey])
  await eraser.query('commit')
  await gone
  eraser.release()
  deleter.release()
  await sweep()
  expect(await kept()).not.toContain(id)
})

it('files go with whatever takes their rows away', async () => {
  const other = await groupOf(ann)
  const { id } = await upload(node.url, ann, Buffer.from('words'), { channelId: other })
  await sendFiles(ann, other, id)
  await node.sql('delete from channels where id = $1', other)
  await sweep()
  expect(await kept()).not.toContain(id)
})

it('an upload that was complete when its node died is looked at when somebody asks for it', async () => {
  const { id, uploadUrl } = await ann.trpc.attachments.create.mutate({ channelId, name: 'a file', size: 5 })
  await store().put(`${id}/parts/000000000000`, Buffer.from('words'))
  const head = await fetch(`${node.url}${uploadUrl}`, { method: 'HEAD', headers: tusHeaders() })
  expect(head.headers.get('upload-offset')).toBe('5')
  const { state, attachment } = await ann.trpc.attachments.get.query({ id })
  expect([state, attachment?.type]).toEqual(['ready', 'text/plain'])
  const other = await ann.trpc.attachments.create.mutate({ channelId, name: 'a file', size: 5 })
  await store().put(`${other.id}/parts/000000000000`, Buffer.from('words'))
  const asked = await Promise.all([0, 1, 2].map(() => ann.trpc.attachments.get.query({ id: other.id })))
  expect(asked.map((one) => one.state)).toEqual(['ready', 'ready', 'ready'])
  expect(await (await get(node.url, `/files/${other.id}`, ann.token)).text()).toBe('words')
})

it('an upload goes on at another node, and is served by both', async () => {
  const other = await startTestNode({ DATABASE_URL: node.databaseUrl, DATA_DIR: node.folder })
  const { id, uploadUrl } = await ann.trpc.attachments.create.mutate({ channelId, name: 'a file', size: 10 })
  const piece = (url: string, offset: number, body: string) =>
    fetch(`${url}${uploadUrl}`, {
      method: 'PATCH',
      headers: { ...tusHeaders(), 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      body,
    }).then((response) => response.status)
  expect(await piece(node.url, 0, 'half ')).toBe(204)
  expect(await piece(other.url, 0, 'half ')).toBe(409)
  expect(await piece(other.url, 5, 'whole')).toBe(204)
  for (const { url } of [node, other])
    expect(await (await get(url, `/files/${id}`, ann.token)).text()).toBe('half whole')
  await other.stop()
})

it('a file that was deleted while it came leaves nothing behind', async () => {
  const { id, uploadUrl } = await ann.trpc.attachments.create.mutate({ channelId, name: 'a file', size: 5 })
  const coming = put(node.url, uploadUrl, ann.token, Buffer.from('words'))
  await ann.trpc.attachments.delete.mutate({ id }).catch(() => {})
  await coming
  await sweep()
  expect(await kept()).not.toContain(id)
})
