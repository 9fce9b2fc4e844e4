import { setTimeout } from 'node:timers/promises'
import { type Client, connect, connectHttp } from './connect.ts'
import { patiently, refusalOf } from './patiently.ts'
import { type Person, people } from './people.ts'
import type { Progress } from './progress.ts'
import { Trouble } from './trouble.ts'

/** Published on purpose: whoever tries the demo must get in. Hence only for servers that nobody else reaches. */
export const demoPassword = 'chime-demo'

export type Teammate = Client & { username: string; userId: string; token: string }
/** By username. */
export type Team = ReadonlyMap<string, Teammate>

export type Place = {
  url: string
  password: string
  progress: Progress
  signal: AbortSignal
  /** A socket broke that nobody closed. */
  onLost: () => void
}

/**
 * Logs everybody in, and registers who does not exist yet.
 *
 * @throws Trouble when a name is taken by somebody with another password
 */
export async function gather(place: Place): Promise<Team> {
  place.progress.task('People', people.length)
  const entries = await Promise.all(
    people.map(async (person): Promise<[string, Teammate]> => {
      const teammate = await enter(person, place)
      place.progress.step()
      return [person.username, teammate]
    }),
  )
  return new Map(entries)
}

async function enter(person: Person, { url, password, progress, signal, onLost }: Place): Promise<Teammate> {
  const { username, fullName, statusText } = person
  const auth = connectHttp(url).auth
  const waiting = { signal, onWait: (ms: number) => progress.note(waitText(ms)) }
  const signedIn =
    (await unless('WRONG_CREDENTIALS', () =>
      patiently(() => auth.login.mutate({ identifier: username, password }), waiting),
    )) ??
    (await unless('CONFLICT', () =>
      patiently(
        () => auth.register.mutate({ username, email: `${username}@juniper.example`, password, fullName }),
        waiting,
      ),
    ))
  if (!signedIn) {
    throw new Trouble(
      `Somebody called ${username} is there already, with another password. ` +
        'Give the right one (--password …), or start with an empty DATA_DIR.',
    )
  }
  const { user, token } = signedIn
  const client = connect(url, token, onLost)
  if (user.statusText === null) await client.trpc.users.update.mutate({ statusText })
  return { ...client, username, userId: user.id, token }
}

/** The server may be gone: nobody waits for it longer than this. */
const farewellMs = 2_000

/** They sign out: sessions of a script must not pile up in the list of devices. */
export async function dismiss(mates: Iterable<Teammate>): Promise<void> {
  const leaving = [...mates].map(async ({ trpc, close }) => {
    await trpc.auth.logout.mutate().catch(() => {})
    await close().catch(() => {})
  })
  await Promise.race([Promise.all(leaving), setTimeout(farewellMs)])
}

export const waitText = (ms: number) => `the server asks for patience: ${Math.ceil(ms / 1_000)} s`

/** The call's answer, or null if it was refused for this reason. */
async function unless<T>(reason: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (refusalOf(error)?.reason === reason) return null
    throw error
  }
}

/** @throws Error for somebody who is not in the team */
export function mate(team: Team, username: string): Teammate {
  const found = team.get(username)
  if (!found) throw new Error(`${username} is not in the team`)
  return found
}
