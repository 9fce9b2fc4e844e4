import { sweepUserRows } from '@chime/api'
import { type Database, openDatabase } from '@chime/db'
import type { Person } from '@chime/testing/node'
import { groupOf, type OneNode, oneNode, say } from '@chime/testing/one-node'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, it } from 'vitest'

const log = pino({ level: 'silent' })
let node: OneNode
let db: Database
let ann: Person
beforeAll(async () => {
  node = await oneNode()
  db = openDatabase({ url: node.databaseUrl, maxConnections: 4, log })
  ann = await node.person('ann')
})
afterAll(async () => {
  await db.close()
  await node.stop()
})

it('rows of jobs go a month after they ended, and a device that missed their end reads everything again', async () => {
  const channelId = await groupOf(ann)
  await say(ann, channelId, 'one')
  const at = new Date(Date.now() + 3_600_000).toISOString()
  const remind = () => ann.trpc.reminders.create.mutate({ channelId, number: 1, at })
  const schedule = () => ann.trpc.messages.schedule.mutate({ channelId, content: 'later', sendAt: at })
  const [old, recent, waiting] = [await remind(), await remind(), await remind()]
  const [sent, kept] = [await schedule(), await schedule()]
  const before = (await ann.trpc.users.changes.query({ since: 0 })).revision
  await ann.trpc.reminders.delete.mutate({ id: old.id })
  await ann.trpc.messages.unschedule.mutate({ id: sent.id })
  const between = (await ann.trpc.users.changes.query({ since: before })).revision
  await ann.trpc.reminders.delete.mutate({ id: recent.id })
  const age = (table: string, column: string, ...ids: string[]) =>
    node.sql(`update ${table} set ${column} = now() - interval '31 days' where id = any ($1)`, ids)
  await age('reminders', 'at', old.id, waiting.id)
  await age('scheduled_messages', 'send_at', sent.id, kept.id)

  await sweepUserRows({ db, log })
  await sweepUserRows({ db, log })
  const ids = async (table: string) =>
    (await node.sql<{ id: string }>(`select id from ${table}`)).map(({ id }) => id).sort()
  expect(await ids('reminders')).toEqual([recent.id, waiting.id].sort())
  expect(await ids('scheduled_messages')).toEqual([kept.id])
  expect(await ann.trpc.users.changes.query({ since: before })).toMatchObject({ reset: true, reminders: [] })
  expect(await ann.trpc.users.changes.query({ since: between })).toMatchObject({
    reset: false,
    reminders: [{ id: recent.id, state: 'deleted' }],
  })
})
