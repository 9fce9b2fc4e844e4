import { randomBytes } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AuditKey } from '@chime/api'
import type { Config } from './config.ts'

const fileName = 'audit.key'

/**
 * The key of the audit log: that of AUDIT_KEY, or one in the data folder, which is made when the first entry is
 * written. It is never in the database: otherwise whoever can change an entry could also make its hash anew.
 */
export function auditKeyOf({ auditKey, dataDir }: Pick<Config, 'auditKey' | 'dataDir'>): AuditKey {
  if (auditKey !== null) return async () => auditKey
  let reading: Promise<string> | undefined
  return () => {
    reading ??= readOrMake(dataDir).catch((error: unknown) => {
      reading = undefined
      throw error
    })
    return reading
  }
}

async function readOrMake(folder: string): Promise<string> {
  const path = join(folder, fileName)
  const kept = await read(path)
  if (kept !== '') return kept
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  await writeFile(draft, randomBytes(32).toString('base64url'), { mode: 0o600, flush: true })
  // When two processes make it at the same time, the first one counts, and nobody ever reads half a key.
  await link(draft, path).catch((error: unknown) => {
    if (!isError(error, 'EEXIST')) throw error
  })
  await rm(draft)
  return read(path)
}

async function read(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if (isError(error, 'ENOENT')) return ''
    throw error
  }
}

const isError = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
