import { execFile, type SpawnOptions, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmod,
  chown,
  type FileHandle,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Account, canReach } from './account.ts'
import type { Binaries } from './binaries.ts'

const run = promisify(execFile)

export const superuser = 'chime'
/** The name of a folder that `initdb` works in. One that stays was left by a start that was killed. */
const draftPrefix = 'initdb-'
/** Postgres gets none of our environment: PGDATA, PGPORT or a locale would change what it does. Windows needs some of it. */
export const cleanEnvironment =
  process.platform === 'win32' ? undefined : { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' }

/** The data folder of Postgres, and what is needed to run its server. */
export type Cluster = { path: string; account: Account; binaries: Binaries; password: string }

export const clusterIn = (folder: string) => join(folder, 'cluster')
const passwordFileIn = (folder: string) => join(folder, 'password')

/** The password of the superuser. Empty: there is no cluster in this folder yet. */
export const readPassword = (folder: string) => readFile(passwordFileIn(folder), 'utf8').catch(() => '')

/**
 * Makes the cluster on the first start. It gets its name only when it is complete, so a start that was killed halfway leaves
 * nothing that the next one takes for a database.
 *
 * @throws when it was made by another major version of Postgres, or by another user
 */
export async function prepareCluster(folder: string, account: Account, binaries: Binaries): Promise<Cluster> {
  const path = clusterIn(folder)
  const cluster = { path, account, binaries, password: await password(folder) }
  for (const name of await readdir(folder)) {
    if (name.startsWith(draftPrefix)) await removeDraft(join(folder, name))
  }
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) await initialise(folder, cluster)
  else await requireOurs(cluster, found.uid)
  return cluster
}

/** The initdb that made the draft may have survived its parent and still be writing. The next start removes what is left. */
function removeDraft(path: string): Promise<void> {
  return rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 }).catch(() => {})
}

/** The folder as an argument for the server, and the working directory to start the server in. */
export async function location(path: string, account: Account): Promise<{ argument: string; cwd: string }> {
  if (await canReach(account, path)) return { argument: path, cwd: path }
  // A folder below /root is closed to the user that Postgres runs as, whatever its own mode is. But a process may always use its
  // working directory, and it is put there while it is still root.
  if (process.platform === 'linux') return { argument: '/proc/self/cwd', cwd: path }
  throw new Error(
    `${path} is closed to the user that Postgres runs as. Set DATA_DIR to a folder that others may enter.`,
  )
}

async function password(folder: string): Promise<string> {
  const path = passwordFileIn(folder)
  const known = await readPassword(folder)
  if (known !== '') return known
  const made = randomBytes(24).toString('base64url')
  await writeFile(`${path}.new`, made, { mode: 0o600 })
  await rename(`${path}.new`, path)
  return made
}

async function initialise(folder: string, cluster: Cluster): Promise<void> {
  const { account, binaries } = cluster
  const draft = await mkdtemp(join(folder, draftPrefix))
  const secret = await passwordForInitdb(folder, cluster)
  try {
    await chmod(draft, 0o700)
    if (account.uid !== undefined) await chown(draft, account.uid, account.gid)
    const { argument, cwd } = await location(draft, account)
    const flags = [
      `--pgdata=${argument}`,
      `--username=${superuser}`,
      `--pwfile=${secret.path}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // This locale sorts by code point, which is the same on every machine. Unlike the plain C locale it knows that Ä and ä are
      // one letter in upper and lower case.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]
    const { code, output } = await runWith(secret.handle, binaries.initdb, flags, {
      ...account,
      cwd,
      env: cleanEnvironment,
    })
    if (code !== 0)
      throw new Error(`Postgres could not make its folder ${cluster.path}: ${output.slice(-4_000).trim()}`)
    await rename(draft, cluster.path)
  } finally {
    await secret.handle.close()
    await rm(secret.file, { force: true })
    await removeDraft(draft)
  }
}

/** The first one after standard input, output and error. */
const secretDescriptor = 3

/**
 * `initdb` takes the password only from a file. The file is opened and then deleted at once. So nothing is left if this process is
 * killed, and Postgres' user, which may have no access to the folder, can read it through the descriptor.
 */
async function passwordForInitdb(folder: string, { account, password }: Cluster) {
  const file = join(folder, `${draftPrefix}password`)
  await writeFile(file, password, { mode: 0o600 })
  const handle = await open(file, 'r')
  if (process.platform === 'win32') return { handle, file, path: file }
  if (account.uid !== undefined) await handle.chown(account.uid, account.gid)
  await rm(file)
  return { handle, file, path: `/dev/fd/${secretDescriptor}` }
}

/** Runs a program that inherits the file as its descriptor 3. */
async function runWith(handle: FileHandle, program: string, flags: string[], options: SpawnOptions) {
  const child = spawn(program, flags, { ...options, stdio: ['ignore', 'pipe', 'pipe', handle.fd] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  return { code, output }
}

async function requireOurs({ path, account, binaries }: Cluster, owner: number): Promise<void> {
  const self = account.uid ?? process.getuid?.()
  if (self !== undefined && owner !== self) {
    throw new Error(
      `${path} belongs to another user (uid ${owner}). Start Chime as that user, or set DATA_DIR to another folder.`,
    )
  }
  const version = (await readFile(join(path, 'PG_VERSION'), 'utf8')).trim()
  const { stdout } = await run(binaries.postgres, ['--version'], { ...account, cwd: '/', env: cleanEnvironment })
  const ours = /\d+/.exec(stdout)?.[0]
  if (version !== ours) {
    throw new Error(
      `${path} was made by Postgres ${version}; this is Postgres ${ours}. Dump it with the old version and restore it here.`,
    )
  }
}
