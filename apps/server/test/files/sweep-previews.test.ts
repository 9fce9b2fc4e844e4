import { randomUUID } from 'node:crypto'
import { sweepPreviews } from '@chime/api'
import { type Database, openDatabase } from '@chime/db'
import { createDiskStore, createFiles } from '@chime/files'
import type { Person } from '@chime/testing/node'
import { groupOf, say } from '@chime/testing/one-node'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type FilesNode, nodeWithFiles } from './fixture.ts'

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

const sweep = () => sweepPreviews({ db, files: createFiles(createDiskStore({ folder: node.folder })), log })

/** A picture of a page, fetched this many hours ago. */
async function picture(hours: number): Promise<string> {
  const [row] = await node.sql<{ id: string }>(
    `insert into attachments (name, type, size, store_key, state, used_for, created_at)
     values ('page', 'image/png', 5, $1, 'ready', 'preview', now() - $2 * interval '1 hour') returning id`,
    `${randomUUID()}/original`,
    hours,
  )
  return row?.id ?? ''
}
const preview = (id: string) => ({ url: `https://a.example/${id}`, title: 't', image: { id, width: 1, height: 1 } })
const show = (number: number, ...ids: string[]) =>
  node.sql(
    'update messages set previews = $1 where channel_id = $2 and number = $3',
    JSON.stringify(ids.map(preview)),
    channelId,
    number,
  )
const cache = (id: string, hours: number) =>
  node.sql(
    `insert into link_previews (url, preview, fetched_at) values ($1, $2, now() - $3 * interval '1 hour')`,
    preview(id).url,
    JSON.stringify(preview(id)),
    hours,
  )
const left = async () =>
  (await node.sql<{ id: string }>(`select id from attachments where used_for = 'preview'`)).map(({ id }) => id)

it('pictures of pages go when no message shows them and no message can begin to', async () => {
  const [message] = await say(ann, channelId, 'links')
  const number = message?.number ?? 0
  const [shown, second, unused, fresh, cached, stale] = [
    await picture(100),
    await picture(100),
    await picture(100),
    await picture(30),
    await picture(100),
    await picture(100),
  ]
  await show(number, shown, second)
  await cache(cached, 3)
  await cache(stale, 30)
  await sweep()
  expect((await left()).sort()).toEqual([shown, second, fresh, cached].sort())
  expect(await node.sql('select url from link_previews')).toEqual([{ url: preview(cached).url }])
  // Its bytes are erased too.
  expect(await node.sql('select from file_erasures')).toEqual([])

  await ann.trpc.messages.delete.mutate({ channelId, number })
  await sweep()
  expect((await left()).sort()).toEqual([fresh, cached].sort())
  expect(unused).not.toBe('')
})
