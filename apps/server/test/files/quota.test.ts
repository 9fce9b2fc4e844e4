import { type Person, refusal } from '@chime/testing/node'
import { groupOf, reasons } from '@chime/testing/one-node'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type FilesNode, nodeWithFiles, sendFiles, upload } from './fixture.ts'

const mib = 1024 * 1024

let node: FilesNode
let ann: Person
let ben: Person
let channelId: string
beforeAll(async () => {
  node = await nodeWithFiles({ FILES_PER_PERSON_MIB: '3', FILES_MIB: '5' })
  ;[ann, ben] = [await node.person('ann'), await node.person('ben')]
  channelId = await groupOf(ann, ben)
})
afterAll(() => node.stop())

const announce = ({ trpc }: Person, size: number) => trpc.attachments.create.mutate({ channelId, name: 'a', size })

it('each person keeps so much, also when they upload at once, and what is deleted makes room', async () => {
  const { id } = await upload(node.url, ann, new Uint8Array(2 * mib).fill(65), { channelId })
  const { number } = await sendFiles(ann, channelId, id)
  expect(await refusal(announce(ann, 2 * mib))).toMatchObject({ reason: 'TOO_LARGE', field: 'size' })
  await expect(announce(ann, 2 * mib)).rejects.toThrow('2 of 3 MiB')
  const both = await Promise.allSettled([announce(ann, mib), announce(ann, mib)])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  // Who passes a file on keeps nothing of their own.
  await ben.trpc.messages.forward.mutate({ channelId, number, toChannelId: channelId, clientId: crypto.randomUUID() })
  await announce(ben, mib)

  await ann.trpc.messages.delete.mutate({ channelId, number })
  await announce(ann, mib)
})

it('and all together so much', async () => {
  const cem = await node.person('cem')
  await ann.trpc.members.add.mutate({ channelId, userIds: [cem.user.id] })
  await node.sql(
    `insert into attachments (user_id, channel_id, name, type, size, store_key, id)
     select $1, $2, 'old', 'text/plain', 1048576, i || '/original', i from (select gen_random_uuid() as i from generate_series(1, 3)) ids`,
    ben.user.id,
    channelId,
  )
  // All files are added up every ten seconds.
  await vi.waitFor(async () => expect(await reasons(announce(cem, 2 * mib))).toEqual(['UNAVAILABLE']), {
    timeout: 20_000,
    interval: 1_000,
  })
}, 30_000)
