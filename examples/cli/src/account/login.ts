import { createChime, failureOf } from '@chime/client'
import { password as askPassword, text as askText, isCancel } from '@clack/prompts'
import { env } from '../env.ts'
import { readInput } from '../input.ts'
import { explain, Problem } from '../problem.ts'
import { readAccount, saveAccount } from './account.ts'

/** Asks for what is missing when somebody sits at the terminal. */
export async function login(
  address: string | undefined,
  options: { username?: string; code?: string },
): Promise<string> {
  const isAsked = process.stdin.isTTY === true
  const known = address ?? env.url ?? (await readAccount().catch(() => null))?.url
  const url = withScheme(known ?? (isAsked ? await ask('Server', 'http://localhost:3000') : 'http://localhost:3000'))
  const identifier = options.username ?? (isAsked ? await ask('Username or e-mail') : null)
  if (!identifier)
    throw new Problem('Who? Without a terminal: chime login --username <name>, the password on standard input', 2)
  const secret = env.password ?? (isAsked ? await askSecret('Password') : (await readInput()).split(/\r?\n/)[0])
  if (!secret) throw new Problem('The password is missing: give it on standard input or in CHIME_PASSWORD', 2)
  const { user, token } = await signIn(url, identifier, secret, options.code, isAsked)
  await saveAccount({ url, token })
  return `Logged in as ${user.username} at ${url}`
}

async function signIn(url: string, identifier: string, password: string, code: string | undefined, isAsked: boolean) {
  const { auth } = createChime({ url }).trpc
  try {
    return await auth.login.mutate({ identifier, password, ...(code && { code }) })
  } catch (error) {
    const { reason, kind } = failureOf(error)
    if (reason === 'TWO_FACTOR_REQUIRED' && isAsked && !code)
      return auth.login.mutate({ identifier, password, code: await ask('Code of your authenticator app') })
    if (reason === 'WRONG_CREDENTIALS') throw new Problem('Wrong name or password')
    if (kind === 'transient' && reason === null)
      throw new Problem(`${url} cannot be reached: is it the address of a Chime server?`)
    throw new Problem(explain(error))
  }
}

/** `chat.example.com` means https; a machine of one's own has no certificate. */
function withScheme(address: string): string {
  const isLocal = /^(localhost|127\.|\[::1\])/.test(address)
  const url = /^https?:\/\//.test(address) ? address : `${isLocal ? 'http' : 'https'}://${address}`
  if (!URL.canParse(url)) throw new Problem(`${address} is no address of a server`, 2)
  return url.replace(/\/+$/, '')
}

async function ask(message: string, initialValue = ''): Promise<string> {
  const value = answer(
    await askText({ message, initialValue, validate: (text) => (text?.trim() ? undefined : 'Needed') }),
  )
  return value.trim()
}

async function askSecret(message: string): Promise<string> {
  return answer(await askPassword({ message }))
}

function answer(value: string | symbol): string {
  if (isCancel(value) || typeof value === 'symbol') throw new Problem('Cancelled')
  return value
}
