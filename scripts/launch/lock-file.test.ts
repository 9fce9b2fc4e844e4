import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readLock, releaseLock, takeLock } from './lock-file.js'
import { knownProcess } from './process-identity.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chime-lock-'))
  file = join(folder, 'inside', 'lock.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mine = () => ({ holder: knownProcess(process.pid) })

test('a file is held once, until it is released', () => {
  expect(takeLock(file, mine())).toBeNull()
  expect(takeLock(file, mine())?.holder.pid).toBe(process.pid)
  releaseLock(file)
  expect(takeLock(file, mine())).toBeNull()
})

test('what a dead process holds is free, also when its number is in use again', () => {
  takeLock(file, mine())
  const reused = { holder: { pid: process.pid, identity: 'an earlier start' } }
  writeFileSync(file, JSON.stringify(reused))
  expect(takeLock(file, mine())).toBeNull()
  expect(readLock(file)).toEqual(mine())
})

test('a file that says nothing sensible is free', () => {
  takeLock(file, mine())
  writeFileSync(file, '{"hold')
  expect(takeLock(file, mine())).toBeNull()
})
