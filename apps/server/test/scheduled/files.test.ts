import type { Person } from '@chime/testing/node'
import { groupOf, reasons } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type FilesNode, nodeWithFiles, picture, upload } from '../files/fixture.ts'
import { inAnHour, makeDue } from './due.ts'

vi.setConfig({ testTimeout: 60_000 })

let node: FilesNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await nodeWithFiles()
  ann = await node.person('ann')
  ben = await node.person('ben')
  channelId = await groupOf(ann, ben)
})
afterAll(() => node?.stop())

const patient = { timeout: 20_000, interval: 20 }
const schedule = ({ trpc }: Person, attachmentIds: string[]) =>
  trpc.messages.schedule.mutate({ channelId, content: 'files', sendAt: inAnHour(), attachmentIds })

it('a scheduled message is sent with its files, which are its own until then', async () => {
  const bytes = await picture(40, 30).png().toBuffer()
  const one = await upload(node.url, ann, bytes, { channelId, name: 'one.png' })
  const two = await upload(node.url, ann, bytes, { channelId, name: 'two.png' })
  const others = await upload(node.url, ben, bytes, { channelId })
  const scheduled = await schedule(ann, [two.id, one.id])
  expect(scheduled.attachmentIds).toEqual([two.id, one.id])
  const refused = [[one.id], [others.id], [crypto.randomUUID()], [others.id, others.id]]
  expect(await reasons(...refused.map((ids) => schedule(ann, ids)))).toEqual(refused.map(() => 'INVALID_INPUT'))

  await makeDue(node, scheduled)
  const files = async () => {
    const { messages } = await ben.trpc.messages.list.query({ channelId })
    return messages.flatMap(({ attachments }) => attachments.map(({ name }) => name))
  }
  await vi.waitFor(async () => expect(await files()).toEqual(['two.png', 'one.png']), patient)
  await vi.waitFor(async () => expect(await ann.trpc.messages.scheduled.query()).toEqual([]), patient)
})

it('what was taken back leaves its files free for another', async () => {
  const { id } = await upload(node.url, ann, await picture(40, 30).png().toBuffer(), { channelId })
  const first = await schedule(ann, [id])
  await ann.trpc.messages.unschedule.mutate({ id: first.id })
  const second = await schedule(ann, [id])
  expect(second.attachmentIds).toEqual([id])
})
