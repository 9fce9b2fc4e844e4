import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Readable } from '../../src/readable.ts'
import { uuidOf } from '../model/rows.ts'
import { settled, setUp } from '../model/set-up.ts'

const bob = uuidOf('a', 2)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const watch = (readable: Readable<unknown>) => readable.subscribe(() => {})

test('an unknown emoji has the list read anew, at most every half minute and not again for what is none', async () => {
  const { server, client, id } = await setUp()
  const made = (name: string) => ({
    name,
    url: `/emoji/${name}`,
    createdBy: null,
    createdAt: '2026-01-01T00:00:00.000Z',
  })
  server.emoji = [made('ship')]
  watch(client.chime.emoji)
  await settled()
  server.send(id, bob, 'a :ship: at 10:30:45')
  await settled()
  expect(client.counts.get('emoji.list')).toBe(2)
  server.emoji = [made('ship'), made('wave')]
  server.send(id, bob, 'a :wave:')
  for (let i = 0; i < 50; i++) server.send(id, bob, `at 10:30:45 :n${i % 3}:`)
  await settled()
  expect(client.chime.emoji.get().map(({ name }) => name)).toEqual(['ship', 'wave'])
  await settled()
  const asked = client.counts.get('emoji.list') ?? 0
  expect(asked).toBeLessThanOrEqual(4)
  await settled()
  server.send(id, bob, 'again at 10:30:45 :n1: :n2:')
  await settled()
  expect(client.counts.get('emoji.list')).toBe(asked)
})
