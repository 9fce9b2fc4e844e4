import { expect, test, vi } from 'vitest'
import { Ownership } from './ownership.ts'

// Node has the same lock interface as browsers.
const locks = navigator.locks

test('while a tab lives nobody takes over what is its own; when it is gone, the others get their chance one by one', async () => {
  const first = new Ownership(locks)
  const others = [new Ownership(locks), new Ownership(locks)]
  for (const each of [first, ...others]) each.begin()
  const taken: string[] = []
  for (const [i, other] of others.entries()) void other.whenGone(first.name, async () => void taken.push(`other ${i}`))
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

test('whether the other owner lives is known at once: what is left of one that is gone is taken over before anything else', async () => {
  const [own, alive] = [new Ownership(locks), new Ownership(locks)]
  for (const each of [own, alive]) each.begin()
  const taken: string[] = []
  const take = (name: string) => own.whenGone(name, async () => void taken.push(name))
  await take('gone')
  expect(taken).toEqual(['gone'])
  await take(alive.name)
  expect(taken).toEqual(['gone'])
  for (const each of [own, alive]) each.end()
})

test('nobody else gets a chance before what was taken over is stored', async () => {
  const own = [new Ownership(locks), new Ownership(locks)]
  for (const each of own) each.begin()
  const steps: string[] = []
  const take = async (name: string) => {
    steps.push(`${name} begins`)
    await new Promise((resolve) => setImmediate(resolve))
    steps.push(`${name} ends`)
  }
  await Promise.all(own.map((each, i) => each.whenGone('gone', () => take(`tab ${i}`))))
  await vi.waitFor(() => expect(steps).toEqual(['tab 0 begins', 'tab 0 ends', 'tab 1 begins', 'tab 1 ends']))
  for (const each of own) each.end()
})

test('without locks everything is taken over at once', async () => {
  const own = new Ownership(null)
  own.begin()
  const takeOver = vi.fn(async () => {})
  await own.whenGone('somebody', takeOver)
  await own.whenGone(own.name, takeOver)
  expect(takeOver).toHaveBeenCalledTimes(1)
})
