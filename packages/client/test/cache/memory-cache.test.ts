import { test } from 'vitest'
import { memoryCache } from '../../src/cache/memory-cache.ts'
import type { ViewCache } from '../../src/cache/view-cache.ts'
import { cacheContract } from './cache-contract.ts'

const caches = new Map<string, ViewCache>()

function open(name: string): ViewCache {
  const cache = caches.get(name) ?? memoryCache()
  caches.set(name, cache)
  return cache
}

test.each(Object.entries(cacheContract))('%s', (_, check) => check(open))
