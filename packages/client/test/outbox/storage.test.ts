import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { fileStorage } from '../../src/node/file-storage.ts'
import { memoryStorage } from '../../src/outbox/memory-storage.ts'
import { uuid } from '../../src/uuid.ts'
import { newEntry, storageContract } from './storage-contract.ts'

const folder = mkdtempSync(join(tmpdir(), 'chime-outbox-'))
afterAll(() => rmSync(folder, { recursive: true }))

const memory = memoryStorage()
const kinds = { memory: () => memory, file: () => fileStorage(join(folder, 'new', 'outbox')) }

// A thousand files take a while to reach the disk.
describe.each(Object.entries(kinds))('%s', { timeout: 30_000 }, (_, open) => {
  test.each(Object.entries(storageContract))('%s', (_, check) => check(open))
})

describe('the file storage', () => {
  const filesOf = (userId: string) => readdirSync(join(folder, userId)).sort()

  test('sets a damaged file aside with a warning, and loses nothing else', async () => {
    const ada = uuid()
    const entry = newEntry()
    const storage = fileStorage(folder)
    await storage.save(ada, entry)
    writeFileSync(join(folder, ada, 'half.json'), '{"clientId": "x", "con')
    writeFileSync(join(folder, ada, 'other.json'), '[]')
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    expect(await storage.load(ada)).toEqual([entry])
    expect(warned.mock.calls.map(([text]) => String(text)).sort()).toEqual([
      expect.stringContaining('half.json.broken'),
      expect.stringContaining('other.json.broken'),
    ])
    expect(await storage.load(ada)).toEqual([entry])
    expect(warned).toHaveBeenCalledTimes(2)
    warned.mockRestore()
    expect(filesOf(ada)).toEqual([`${entry.clientId}.json`, 'half.json.broken', 'other.json.broken'].sort())
  })

  test('says which folder it cannot use', async () => {
    const file = join(folder, 'a file')
    writeFileSync(file, '')
    const storage = fileStorage(file)
    await expect(storage.load(uuid())).rejects.toThrow(`cannot be kept in ${file}`)
    await expect(storage.save(uuid(), newEntry())).rejects.toThrow(`cannot be kept in ${file}`)
  })

  test('is for the eyes of this user of the system alone, and leaves nothing behind', async () => {
    const ada = uuid()
    const entry = newEntry()
    const storage = fileStorage(folder)
    await storage.save(ada, entry)
    expect(filesOf(ada)).toEqual([`${entry.clientId}.json`])
    expect(statSync(join(folder, ada)).mode & 0o077).toBe(0)
    expect(statSync(join(folder, ada, `${entry.clientId}.json`)).mode & 0o077).toBe(0)
    storage.remove(ada, entry.clientId)
    expect(filesOf(ada)).toEqual([])
  })

  test('has what a process sent that was killed right after, and of two processes both', async () => {
    const ada = uuid()
    const program = `
      import { fileStorage } from '${new URL('../../src/node/file-storage.ts', import.meta.url)}'
      const storage = fileStorage(${JSON.stringify(folder)})
      const entry = { channelId: 'c', content: 'x', createdAt: '', order: 1, owner: 'o', failed: null }
      for (let i = 0; i < 50; i++) storage.save('${ada}', { ...entry, clientId: process.argv[1] + i })
      process.kill(process.pid, 'SIGKILL')`
    const run = (name: string) => spawn(process.execPath, ['--input-type=module', '-e', program, name])
    const ends = await Promise.all(['a', 'b'].map((name) => once(run(name), 'exit')))
    expect(ends).toEqual([
      [null, 'SIGKILL'],
      [null, 'SIGKILL'],
    ])
    expect(await fileStorage(folder).load(ada)).toHaveLength(100)
  })
})
