import type { Log, Message, User } from '@chime/protocol'
import type { ChannelRegistry } from '../channel/registry.ts'
import type { EventRouter } from '../event/event-router.ts'
import type { Batch } from '../readable.ts'
import type { Window } from '../state/window.ts'
import type { UserData } from '../user/user-data.ts'
import type { Users } from '../user/users.ts'
import { LastView, type ShownView, type SignedIn } from './last-view.ts'
import type { StoredView, ViewCache } from './view-cache.ts'

/** The parts of a client whose state is kept. */
export type KeptParts = {
  batch: Batch
  log: Log
  registry: ChannelRegistry
  router: EventRouter
  userData: UserData
  users: Users
  /** The user's id is known, though the server has not confirmed it. */
  signedIn(userId: string): void
}

/** Connects the last view to the parts that show it. */
export function createLastView(cache: ViewCache, signedIn: () => Promise<SignedIn>, parts: KeptParts): LastView {
  const { batch, log, registry, router, userData, users } = parts
  return new LastView(cache, { log, signedIn, show, shown, authorsOf })

  function show({ me, channels, blocked }: StoredView): void {
    // The server was faster, or has rendered the page.
    if (router.me.get()) return
    batch.run(() => {
      router.showLast(me, channels)
      userData.blocks.list.showLast(blocked.map((userId) => ({ userId, blocked: true })))
    })
    parts.signedIn(me.id)
  }

  function shown(): ShownView | null {
    const { epoch } = router
    const me = router.me.get()
    if (!me || epoch === null) return null
    const windows = new Map<string, Window>()
    for (const { id, store } of registry.all()) {
      const { live } = store.messages
      if (live && !live.hasAfter) windows.set(id, live)
    }
    const channels = [...registry.list.get(), ...registry.threads.get()]
    return { epoch, me, channels, blocked: [...userData.blocks.userIds.get()], windows }
  }

  function authorsOf(messages: readonly Message[]): User[] {
    const ids = new Set(messages.map(({ userId }) => userId))
    return [...ids].flatMap((id) => (id ? (users.get(id) ?? []) : []))
  }
}
