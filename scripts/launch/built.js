// Builds something if one of its sources has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, say } from './say.js'
import { withSetupLock } from './setup-lock.js'

const skipped = new Set(['node_modules', '.next', '.turbo', 'dist', 'next-env.d.ts', 'tsconfig.tsbuildinfo'])
/** What every build depends on besides its own sources. */
const shared = ['package-lock.json', 'tsconfig.base.json']

/** @param {string} path @returns {string[]} */
function filesBelow(path) {
  return readdirSync(join(root, path), { withFileTypes: true })
    .filter((entry) => !skipped.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory()) return filesBelow(inner)
      return entry.isFile() ? [inner] : []
    })
}

/** @param {string[]} sources */
function hashOf(sources) {
  const hash = createHash('sha256')
  for (const file of [...sources.flatMap(filesBelow), ...shared])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/**
 * Brings what is built up to date. One process at a time builds; the others wait for it. If the build fails, it ends
 * this process with what the build said.
 *
 * @param {object} options
 * @param {string} options.name as in "Building the web app …"
 * @param {string[]} options.sources the folders that it is built from
 * @param {string} options.stampFile says from what it was built
 * @param {() => Promise<{ code: number | null, output: string }>} options.build
 */
export async function ensureBuilt({ name, sources, stampFile, build }) {
  const stamp = join(root, stampFile)
  /** @param {string} hash */
  const isBuilt = (hash) => existsSync(stamp) && readFileSync(stamp, 'utf8') === hash
  if (isBuilt(hashOf(sources))) return
  await withSetupLock('build', async () => {
    const hash = hashOf(sources)
    if (isBuilt(hash)) return
    say(`Building ${name} …`)
    const started = performance.now()
    const { code, output } = await build()
    if (code !== 0) fail(`${output}\n${capitalized(name)} could not be built; see above.`)
    writeFileSync(stamp, hash)
    say(`${capitalized(name)} is built (${Math.round((performance.now() - started) / 1000)} s).`)
  })
}

/** @param {string} text */
const capitalized = (text) => text.charAt(0).toUpperCase() + text.slice(1)
