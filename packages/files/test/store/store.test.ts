import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startTestS3 } from '@chime/testing/s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDiskStore } from '../../src/store/disk.ts'
import { createS3Store } from '../../src/store/s3.ts'
import { StoreError } from '../../src/store/store.ts'
import { storeContract } from './contract.ts'

const run = promisify(execFile)
let folder: string
let s3: Awaited<ReturnType<typeof startTestS3>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chime-files-'))
  await writeFile(join(folder, 'a file'), '')
  s3 = await startTestS3()
})
afterAll(async () => {
  await s3.stop()
  await rm(folder, { recursive: true })
})

storeContract(
  'disk',
  () => createDiskStore({ folder: join(folder, 'files') }),
  () => createDiskStore({ folder: join(folder, 'a file') }),
)
storeContract(
  'S3',
  () => createS3Store(s3.options),
  () => createS3Store({ ...s3.options, endpoint: 'http://127.0.0.1:1' }),
)

describe('files on disk', () => {
  it('are never there in half, and what a crash left over is cleared away', async () => {
    const inside = join(folder, 'crash')
    const halves = join(inside, 'halves')
    await mkdir(halves, { recursive: true })
    for (const name of ['old', 'new']) await writeFile(join(halves, name), 'half of it')
    await utimes(join(halves, 'old'), new Date(0), new Date(0))
    const store = createDiskStore({ folder: inside })
    await store.tidy()
    expect(await readdir(halves)).toEqual(['new'])
    await store.put('aa/original', Buffer.from('x'))
    expect(await readdir(halves)).toEqual(['new'])
  })

  it('are for nobody else on this machine', async () => {
    const inside = join(folder, 'private')
    await createDiskStore({ folder: inside }).put('aa/original', Buffer.from('x'))
    const modes = await Promise.all([inside, join(inside, 'kept/aa/aa/original')].map((path) => stat(path)))
    // Windows has no such modes.
    const expected = process.platform === 'win32' ? modes.map(({ mode }) => mode & 0o077) : [0, 0]
    expect(modes.map(({ mode }) => mode & 0o077)).toEqual(expected)
  })

  it('say how much more there is room for', async () => {
    expect(await createDiskStore({ folder: join(folder, 'room') }).room()).toBeGreaterThan(0)
  })

  it('leave nothing half on a disk that is full', async ({ skip }) => {
    const disk = join(folder, 'small disk')
    await mkdir(disk)
    // Only root may mount a disk.
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', disk]).catch(() => null)
    if (mounted === null) return skip('no disk can be made here')
    try {
      const store = createDiskStore({ folder: disk })
      const bytes = randomBytes(600_000)
      await store.put('one/original', bytes)
      const second = store.put('two/original', bytes)
      await expect(second).rejects.toBeInstanceOf(StoreError)
      await expect(second).rejects.toMatchObject({ reason: 'full' })
      expect(await store.open('two/original')).toBeNull()
      expect(await readdir(join(disk, 'halves'))).toEqual([])
      await store.erase('one')
      await store.put('two/original', bytes)
    } finally {
      await run('umount', [disk])
    }
  })
})
