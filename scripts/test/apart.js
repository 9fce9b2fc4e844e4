import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

/** @typedef {{ folder: string, mark: string, env: Record<string, string>, remove: () => void }} Apart */

/**
 * Makes a temporary folder for all files of this test run, and a variable in the environment of every process that the
 * run starts. By these two, processes that survive the run are found. What they compile they share, since the same server
 * is started some hundred times.
 *
 * @returns {Apart}
 */
export function apartFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'chime-run-'))
  // If we are root, Postgres runs as another user, who needs access to this folder.
  chmodSync(folder, 0o1777)
  const mark = `CHIME_TEST_RUN=${basename(folder)}`
  const env = {
    TMPDIR: folder,
    CHIME_TEST_RUN: basename(folder),
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(folder, 'compiled'),
  }
  Object.assign(process.env, env)
  return { folder, mark, env, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}
