import { createFiles } from '../src/files.ts'
import { createDiskStore } from '../src/store/disk.ts'

/** Files without a store, for tests of what is found out about them. Call `files.close` at the end. */
export function inspecting() {
  const files = createFiles(createDiskStore({ folder: 'unused' }))
  return {
    files,
    inspect(bytes: Buffer | string) {
      const head = Buffer.from(bytes)
      return files.inTurn({ person: 'ann', head }, (inspect) => inspect(head))
    },
    square: (bytes: Buffer, side: number) => files.shape({ person: 'ann', kind: 'square', side }, async () => bytes),
    emoji: (bytes: Buffer, side: number) => files.shape({ person: 'ann', kind: 'emoji', side }, async () => bytes),
  }
}
