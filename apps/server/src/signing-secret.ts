import { randomBytes, randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from './config.ts'

/**
 * The secret that encrypts the private keys of access tokens and the secrets of two-factor in the database. Unless it is
 * configured, it is made once and kept in the data folder, so that a stolen database or backup signs nothing and gives
 * no codes.
 */
export async function readSigningSecret(
  { signingSecret, dataDir }: Pick<Config, 'signingSecret' | 'dataDir'>,
  log: Logger,
): Promise<string> {
  if (signingSecret !== null) return signingSecret
  const file = join(dataDir, 'signing-secret')
  const kept = await read(file)
  if (kept !== null) return kept
  const made = randomBytes(32).toString('base64url')
  const draft = `${file}.${randomUUID()}`
  try {
    await mkdir(dataDir, { recursive: true })
    await writeFile(draft, made, { mode: 0o600 })
    // It appears whole or not at all. If another node was faster, its secret counts.
    await link(draft, file).catch((error: unknown) => {
      if (!isCode(error, 'EEXIST')) throw error
    })
    await rm(draft)
    return (await read(file)) ?? made
  } catch (err) {
    log.warn(
      { err },
      'SIGNING_SECRET is not set and cannot be kept in DATA_DIR: this node makes a new one at each start',
    )
    return made
  }
}

async function read(file: string): Promise<string | null> {
  try {
    return (await readFile(file, 'utf8')).trim() || null
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null
    throw error
  }
}

const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code
