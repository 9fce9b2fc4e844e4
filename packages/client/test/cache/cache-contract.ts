import type { ViewCache } from '../../src/cache/view-cache.ts'
import { uuid } from '../../src/uuid.ts'
import { expectSame } from '../outbox/storage-contract.ts'

/** Opens the cache of this name, also once more, as another page does. */
export type OpenCache = (name: string) => ViewCache

/** What every cache of the last view has to do, by name. The functions also run in a page. */
export const cacheContract: Record<string, (open: OpenCache) => Promise<void>> = {
  async 'what was written is read by the next page, as it was'(open) {
    const name = uuid()
    const value = { text: 'Grüße 👩‍🚀', list: [1, null, { deep: true }], empty: {} }
    await open(name).write({ a: value, b: 'other' })
    expectSame(await open(name).read('a'), value)
    expectSame(await open(name).read('b'), 'other')
  },

  async 'what was never written is nothing'(open) {
    expectSame((await open(uuid()).read('a')) ?? null, null)
  },

  async 'a value is replaced, and null deletes it'(open) {
    const name = uuid()
    const cache = open(name)
    await cache.write({ a: 1, b: 1, c: 1 })
    await cache.write({ a: 2, b: null })
    expectSame(
      [await open(name).read('a'), (await open(name).read('b')) ?? null, await open(name).read('c')],
      [2, null, 1],
    )
  },

  async 'clearing deletes everything, and nothing of another name'(open) {
    const [name, other] = [uuid(), uuid()]
    const cache = open(name)
    await cache.write({ a: 1, b: 1 })
    await open(other).write({ a: 'other' })
    await cache.clear()
    expectSame([(await open(name).read('a')) ?? null, (await open(name).read('b')) ?? null], [null, null])
    expectSame(await open(other).read('a'), 'other')
  },
}
