// Builds the web app if one of its sources has changed since the last build.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from './command.js'
import { fail, root, say } from './say.js'
import { withSetupLock } from './setup-lock.js'

const stampFile = join(root, 'apps/web/.next/chime-build')
// packages/api is not among them: the web app takes only types from it, and a build does not read types.
const sources = ['apps/web', 'packages/ui', 'packages/client', 'packages/protocol']
const files = ['package-lock.json', 'tsconfig.base.json']
const skipped = new Set(['node_modules', '.next', '.turbo', 'next-env.d.ts', 'tsconfig.tsbuildinfo'])

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

function hashOfSources() {
  const hash = createHash('sha256')
  for (const file of [...sources.flatMap(filesBelow), ...files])
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0')
  return hash.digest('hex')
}

/** @param {string} hash */
const isBuilt = (hash) => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash

/** @param {Record<string, string>} more */
export const nextEnv = (more) => ({ ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...more })

export const nextProgram = join(root, 'node_modules/next/dist/bin/next')

/** Brings `apps/web/.next` up to date with its sources. If the build fails, it ends this process with a message. */
export async function ensureWebBuilt() {
  if (isBuilt(hashOfSources())) return
  await withSetupLock('build', async () => {
    const hash = hashOfSources()
    if (isBuilt(hash)) return
    say('Building the web app …')
    const started = performance.now()
    const { code, output } = await runCommand(process.execPath, [nextProgram, 'build'], {
      cwd: join(root, 'apps/web'),
      env: nextEnv({ NODE_ENV: 'production' }),
      quiet: true,
    })
    if (code !== 0) fail(`${output}\nThe web app could not be built; see above.`)
    writeFileSync(stampFile, hash)
    say(`The web app is built (${Math.round((performance.now() - started) / 1000)} s).`)
  })
}
