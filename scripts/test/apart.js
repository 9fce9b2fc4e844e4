import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** @typedef {{ folder: string, mark: string, env: Record<string, string>, remove: () => void }} Apart */

/**
 * A temporary folder for everything that this test run makes, and a mark in the environment of every process that it
 * starts, by which the survivors are found.
 *
 * @returns {Apart}
 */
export function apartFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chime-run-'))
  // As root, Postgres runs as another user, who must get in.
  chmodSync(folder, 0o1777)
  const mark = `CHIME_TEST_RUN=${basename(folder)}`
  const env = { TMPDIR: folder, CHIME_TEST_RUN: basename(folder) }
  Object.assign(process.env, env)
  return { folder, mark, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
