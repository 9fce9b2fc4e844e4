import { expect, test } from 'vitest'
import { batchCalls } from './batch-calls.ts'

test('what is asked in one turn is one call, what comes while it runs is the next, and each gets its own outcome', async () => {
  const calls: (readonly number[])[] = []
  const running = Promise.withResolvers<void>()
  const ask = batchCalls<number>(async (items) => {
    calls.push(items)
    if (items.includes(1)) await running.promise
    if (items.includes(3)) throw new Error('no')
  })
  const [one, two] = [ask(1), ask(2)]
  await new Promise(setImmediate)
  const [three, four] = [ask(3), ask(4)]
  await expect(three).rejects.toThrow('no')
  await expect(four).rejects.toThrow('no')
  expect(calls).toEqual([
    [1, 2],
    [3, 4],
  ])
  running.resolve()
  await Promise.all([one, two, ask(5)])
  expect(calls[2]).toEqual([5])
})
