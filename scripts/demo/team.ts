import { setTimeout } from 'node:timers/promises'
import { connect } from '@chime/testing/stock-client'
import { type Client, stayConnected } from './connect.ts'
import { type Person, people } from './people.ts'
import type { Progress } from './progress.ts'
import { refusalOf, retry } from './retry.ts'
import { Trouble } from './trouble.ts'

/**
 * Published on purpose, so that everybody can try the demo. So it is used only for servers that nobody else can reach.
 */
export const demoPassword = 'lantern boats at noon'

export type Teammate = Client & { username: string; userId: string; token: string }
/** By username. */
export type Team = ReadonlyMap<string, Teammate>

export type Place = {
  url: string
  password: string
  progress: Progress
  signal: AbortSignal
  /** Called when a socket has broken. */
  onLost: () => void
}

/**
 * Logs everybody in, and registers those who have no account yet.
 *
 * @throws Trouble if there is an account of that name with another password
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
  const auth = connect(url).trpc.auth
  const waiting = { signal, onWait: (ms: number) => progress.note(waitText(ms)) }
  const signedIn =
    (await unless('WRONG_CREDENTIALS', () =>
      retry(() => auth.login.mutate({ identifier: username, password }), waiting),
    )) ??
    (await unless('CONFLICT', () =>
      retry(
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
  const client = stayConnected(url, token, onLost)
  if (user.statusText === null) await client.trpc.users.update.mutate({ statusText })
  return { ...client, username, userId: user.id, token }
}

/** How long a logout may take: the server may have stopped already. */
const farewellMs = 2_000

/** Logs them out and closes their sockets: otherwise each run would leave sessions in their lists of devices. */
export async function dismiss(mates: Iterable<Teammate>): Promise<void> {
  const leaving = [...mates].map(async ({ trpc, close }) => {
    await trpc.auth.logout.mutate().catch(() => {})
    await close().catch(() => {})
  })
  await Promise.race([Promise.all(leaving), setTimeout(farewellMs)])
}

export const waitText = (ms: number) => `the server asks for patience: ${Math.ceil(ms / 1_000)} s`

/** The result of the call; null if the server refused it for this reason. */
async function unless<T>(reason: string, call: () => Promise<T>): Promise<T | null> {
  try {
    return await call()
  } catch (error) {
    if (refusalOf(error)?.reason === reason) return null
    throw error
  }
}

/** @throws Error when nobody in the team has this name */
export function mate(team: Team, username: string): Teammate {
  const found = team.get(username)
  if (!found) throw new Error(`${username} is not in the team`)
  return found
}
