import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { type Chime, createChime } from '@chime/client'

export const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let registered = 0

/** A person with an account, the client that a test speaks for them with, and `chime` on a machine of their own. */
export async function person(url: string, name: string) {
  const username = `${name}${++registered}`
  const password = `correct horse ${username}`
  const { auth } = createChime({ url }).trpc
  const { user, token } = await auth.register.mutate({ username, email: `${username}@example.com`, password })
  const chime = createChime({ url, token })
  chime.connect()
  await chime.ready()
  const home = await mkdtemp(join(tmpdir(), 'chime-cli-'))
  const env = { ...environment(home), CHIME_URL: url, CHIME_TOKEN: token }
  return {
    user,
    username,
    password,
    token,
    chime,
    home,
    env,
    run: (args: string[], input?: string) => run(args, { env, input }),
    start: (args: string[]) => start(args, env),
  }
}
export type Person = Awaited<ReturnType<typeof person>>

/** Nothing of the machine that runs the tests: no colours, no account. */
export function environment(home: string): Record<string, string> {
  return { HOME: home, XDG_CONFIG_HOME: home, TZ: 'UTC', LANG: 'C.UTF-8' }
}

type Ended = { code: number | null; out: string; err: string }

/** Runs `chime` to its end, in a pipe. */
export async function run(
  args: string[],
  { env, input = '' }: { env: Record<string, string>; input?: string },
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: 'pipe' })
  child.stdin.end(input)
  const [[code], out, err] = await Promise.all([once(child, 'close'), text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

/** Starts `chime` in a pipe. */
function start(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [main, ...args], { env, stdio: 'pipe' })
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    err += chunk
  })
  return {
    child,
    closed: once(child, 'close'),
    lines: () => out.split('\n').filter(Boolean),
    err: () => err,
  }
}

/** A public channel that both are in. */
export async function channelOf(owner: Person, others: readonly Person[], name: string): Promise<string> {
  const memberIds = others.map(({ user }) => user.id)
  const channel = await owner.chime.trpc.channels.create.mutate({ kind: 'public', name, memberIds })
  owner.chime.addChannels([channel])
  return channel.id
}

/** The texts of a channel's messages, as the server has them. */
export async function textsOf({ trpc }: Chime, channelId: string): Promise<string[]> {
  const { messages } = await trpc.messages.list.query({ channelId, limit: 100 })
  return messages.filter(({ kind }) => kind === 'user').map(({ content }) => content)
}
