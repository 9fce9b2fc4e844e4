import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The account that Postgres runs as. Empty: that of this process. */
export type Account = { uid: number; gid: number } | Record<string, never>

const userName = 'postgres'

/**
 * Postgres refuses to run as root. When this process is root, Postgres runs as the owner of the cluster, or else as the user
 * `postgres`, which is made if there is none.
 *
 * @throws when there is no such user and none can be made
 */
export async function serverAccount(cluster: string): Promise<Account> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(cluster).catch(() => undefined)
  if (owner !== undefined && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return (await lookUp()) ?? (await create())
}

async function lookUp(): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', userName]), run('id', ['-g', userName])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  } catch {
    return undefined
  }
}

async function create(): Promise<Account> {
  try {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName])
  } catch (cause) {
    throw new Error(
      `Postgres refuses to run as root, and the user "${userName}" could not be made. Start Chime as an ordinary user, or set DATABASE_URL.`,
      { cause },
    )
  }
  const account = await lookUp()
  if (account === undefined) throw new Error(`the user "${userName}" was made but cannot be found`)
  return account
}

/** Whether that account can open the file or enter the folder, which needs access to all folders above it. */
export async function canReach(account: Account, path: string): Promise<boolean> {
  if (account.uid === undefined) return true
  return await run('/bin/sh', ['-c', 'test -x "$0"', path], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  )
}
