import { expect, test, vi } from 'vitest'
import { Ownership } from './ownership.ts'

// Node's own locks: the same interface as a browser's.
const locks = navigator.locks

test('while a tab lives nobody takes over what is its own; when it is gone, the others get their chance one by one', async () => {
  const first = new Ownership(locks)
  const others = [new Ownership(locks), new Ownership(locks)]
  for (const each of [first, ...others]) each.begin()
  const taken: string[] = []
  for (const [i, other] of others.entries()) other.whenGone(first.name, () => taken.push(`other ${i}`))
  await vi.waitFor(async () => {
    const { held, pending } = await locks.query()
    expect(held?.filter(({ name }) => name?.endsWith(first.name))).toHaveLength(1)
    expect(pending?.filter(({ name }) => name?.endsWith(first.name))).toHaveLength(2)
  })
  expect(taken).toEqual([])
  first.end()
  await vi.waitFor(() => expect(taken).toEqual(['other 0', 'other 1']))
  for (const each of others) each.end()
})

test('without locks everything is taken over at once', () => {
  const own = new Ownership(null)
  own.begin()
  const takeOver = vi.fn()
  own.whenGone('somebody', takeOver)
  own.whenGone(own.name, takeOver)
  expect(takeOver).toHaveBeenCalledTimes(1)
})
