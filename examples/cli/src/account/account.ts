import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { env } from '../env.ts'
import { Problem } from '../problem.ts'

/** Who is logged in, and where. The token is as good as the password. */
export type Account = { url: string; token: string }

const file = join(env.folder, 'account.json')

/** @throws Problem when nobody is logged in */
export async function readAccount(): Promise<Account> {
  const saved = await readSaved()
  const url = env.url ?? saved?.url
  const token = env.token ?? saved?.token
  if (!url || !token) throw new Problem('You are not logged in: chime login <url>', 2)
  // A token must only go to the server that it is from.
  if (!env.token && saved && env.url && env.url !== saved.url)
    throw new Problem(`You are logged in at ${saved.url}, but CHIME_URL is ${env.url}: chime login`, 2)
  return { url, token }
}

/** Only the user can read the file. It is replaced in one step, so that no crash leaves half of it. */
export async function saveAccount(account: Account): Promise<void> {
  await mkdir(env.folder, { recursive: true, mode: 0o700 })
  const next = `${file}.${process.pid}`
  await writeFile(next, `${JSON.stringify(account, null, 2)}\n`, { mode: 0o600 })
  await chmod(next, 0o600)
  await rename(next, file)
}

export async function forgetAccount(): Promise<void> {
  await rm(file, { force: true })
}

async function readSaved(): Promise<Account | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw new Problem(`${file} cannot be read: ${error.message}`)
  })
  if (text === null) return null
  try {
    const saved: Partial<Account> = JSON.parse(text)
    if (typeof saved.url === 'string' && typeof saved.token === 'string') return { url: saved.url, token: saved.token }
  } catch {
    // Not JSON: the same as something else than an account.
  }
  throw new Problem(`${file} is damaged. Log in again: chime login`)
}
