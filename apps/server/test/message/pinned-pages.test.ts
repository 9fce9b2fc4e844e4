import { groupOf, oneNode, reasons, say } from '@chime/testing/one-node'
import { expect, it } from 'vitest'

it('pinned messages come in pages, the most recently pinned first, and a page begins at a pinned message', async () => {
  const node = await oneNode({ RATE_LIMITS: 'off' })
  const ann = await node.person('ann')
  const channelId = await groupOf(ann)
  await say(ann, channelId, 'a', 'b', 'c', 'd', 'e')
  for (const number of [2, 5, 1, 4]) await ann.trpc.messages.pin.mutate({ channelId, number })
  const page = async (before?: number, limit = 2) =>
    (await ann.trpc.messages.pinned.query({ channelId, before, limit })).map(({ number }) => number)
  expect([await page(), await page(1), await page(2)]).toEqual([[4, 1], [5, 2], []])
  expect(await page(undefined, 100)).toEqual([4, 1, 5, 2])
  // Pinned at the same moment, as by an import.
  await node.sql('update messages set pinned_at = now() where channel_id = $1 and pinned_at is not null', channelId)
  expect([await page(), await page(4), await page(1)]).toEqual([[5, 4], [2, 1], []])
  expect(await reasons(page(3), page(99), page(undefined, 0))).toEqual(Array(3).fill('INVALID_INPUT'))
  await node.stop()
})
