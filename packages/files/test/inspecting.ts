import { createFiles } from '../src/files.ts'
import type { ProcessLimits } from '../src/picture/process.ts'
import { createDiskStore } from '../src/store/disk.ts'

export type Limits = Partial<ProcessLimits & { idleMs: number }>

/** Files without a store, for tests of what is found out about them. Call `files.close` at the end. */
export function inspecting(limits: Limits = {}) {
  const files = createFiles(createDiskStore({ folder: 'unused' }), { limits })
  return {
    files,
    inspect(bytes: Buffer | string, person = 'ann') {
      const file = Buffer.from(bytes)
      return files.inTurn({ person, head: file }, (inspect) => inspect(file))
    },
    square: (bytes: Buffer, side: number) => files.shape({ person: 'ann', kind: 'square', side }, async () => bytes),
    emoji: (bytes: Buffer, side: number) => files.shape({ person: 'ann', kind: 'emoji', side }, async () => bytes),
  }
}
