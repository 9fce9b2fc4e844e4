import { randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { type FileStore, StoreError } from '../../src/store/store.ts'
import { forgetUpload, readUpload, readWhole, UploadParts } from '../../src/upload-parts.ts'

/** The tests that every file store must pass. */
export function storeContract(name: string, open: () => FileStore, breakIt: () => FileStore): void {
  describe(`file store (${name})`, () => {
    it('gives back what was put, whole or a part of it', async () => {
      const store = open()
      const key = `${randomUUID()}/original`
      const bytes = randomBytes(300_000)
      await store.put(key, bytes)
      expect((await readWhole(store, key)).equals(bytes)).toBe(true)
      const part = await store.open(key, { start: 100_000, end: 100_009 })
      expect(await buffer(part ?? Readable.from([]))).toEqual(bytes.subarray(100_000, 100_010))
      await store.put(key, Buffer.from('new'))
      expect(String(await readWhole(store, key))).toBe('new')
    })

    it('knows nothing of what was never put', async () => {
      const store = open()
      const folder = randomUUID()
      expect(await store.open(`${folder}/original`)).toBeNull()
      expect(await store.list(folder, 10)).toEqual([])
      await store.erase(folder)
      await expect(readWhole(store, `${folder}/original`)).rejects.toThrow(StoreError)
    })

    it('lists a folder by name, as much as asked', async () => {
      const store = open()
      const folder = randomUUID()
      for (const one of ['b', 'a', 'c']) await store.put(`${folder}/${one}`, Buffer.alloc(one.charCodeAt(0)))
      expect(await store.list(folder, 2)).toEqual([
        { name: 'a', size: 97 },
        { name: 'b', size: 98 },
      ])
      expect(await store.list(folder, 10)).toHaveLength(3)
    })

    it('erases a folder with all in it, and no other', async () => {
      const store = open()
      const [folder, other] = [randomUUID(), randomUUID()]
      for (const key of ['original', '320', 'parts/000', 'parts/001'])
        await store.put(`${folder}/${key}`, Buffer.from('x'))
      await store.put(`${other}/original`, Buffer.from('other'))
      await store.put(`${folder}more/original`, Buffer.from('other'))
      await store.erase(folder)
      for (const key of ['original', '320', 'parts/000']) expect(await store.open(`${folder}/${key}`)).toBeNull()
      expect(String(await readWhole(store, `${other}/original`))).toBe('other')
      expect(String(await readWhole(store, `${folder}more/original`))).toBe('other')
    })

    it.each(['', '..', '../x', 'a/../b', '/etc', 'a//b', 'a\\b', 'a b', 'a/b\0', 'a.b', 'a/'])(
      'takes no key that leads elsewhere: %j',
      async (key) => {
        const store = open()
        const calls = [() => store.put(key, Buffer.from('x')), () => store.open(key), () => store.erase(key)]
        for (const call of calls) await expect(call()).rejects.toThrow()
      },
    )

    it('says that it is away when it is', async () => {
      const store = breakIt()
      const call = store.put(`${randomUUID()}/original`, Buffer.from('x'))
      await expect(call).rejects.toMatchObject({ name: 'StoreError', reason: 'away' })
      await expect(store.erase(randomUUID())).rejects.toBeInstanceOf(StoreError)
    })

    it('takes uploads in pieces, goes on after a cut, and forgets them', async () => {
      const store = open()
      const bytes = randomBytes(9_000_000)
      const parts = new UploadParts(store, async (id) => (id === known ? bytes.length : null))
      const known = randomUUID()
      await expect(parts.getUpload(randomUUID())).rejects.toMatchObject({ status_code: 404 })
      expect(await parts.getUpload(known)).toMatchObject({ offset: 0, size: bytes.length })
      expect(await parts.write(Readable.from([bytes.subarray(0, 10)]), known, 0)).toBe(10)
      const cut = async function* () {
        yield bytes.subarray(10, 5_000_000)
        yield bytes.subarray(5_000_000, 5_000_100)
        throw new Error('cut')
      }
      await expect(parts.write(Readable.from(cut()), known, 10)).rejects.toThrow('cut')
      expect((await parts.getUpload(known)).offset).toBe(5_000_100)
      expect(await readUpload(store, known, bytes.length)).toBeNull()
      // It does no harm when another node stores the same piece once more.
      await parts.write(Readable.from([bytes.subarray(5_000_000, 5_000_050)]), known, 5_000_000)
      expect((await parts.getUpload(known)).offset).toBe(5_000_050)
      await parts.write(Readable.from([bytes.subarray(5_000_050)]), known, 5_000_050)
      expect((await readUpload(store, known, bytes.length))?.equals(bytes)).toBe(true)
      const cancelled = new UploadParts(store, async () => null)
      await cancelled.write(Readable.from([bytes.subarray(0, 10)]), randomUUID(), 0)
      await forgetUpload(store, known)
      expect((await parts.getUpload(known)).offset).toBe(0)
    })
  })
}
