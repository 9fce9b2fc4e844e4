import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { hold, readHeld, release } from './held-file.js'
import { knownProcess } from './process-identity.js'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chime-held-'))
  file = join(folder, 'inside', 'held.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const mine = () => ({ holder: knownProcess(process.pid) })

test('a file is held once, until it is released', () => {
  expect(hold(file, mine())).toBeNull()
  expect(hold(file, mine())?.holder.pid).toBe(process.pid)
  release(file)
  expect(hold(file, mine())).toBeNull()
})

test('what a dead process holds is free, also when its number is in use again', () => {
  hold(file, mine())
  const reused = { holder: { pid: process.pid, identity: 'an earlier start' } }
  writeFileSync(file, JSON.stringify(reused))
  expect(hold(file, mine())).toBeNull()
  expect(readHeld(file)).toEqual(mine())
})

test('a file that says nothing sensible is free', () => {
  hold(file, mine())
  writeFileSync(file, '{"hold')
  expect(hold(file, mine())).toBeNull()
})
