import type { Log, Message, User } from '@chime/protocol'
import type { Awaitable } from '../awaitable.ts'
import type { Window } from '../state/window.ts'
import {
  format,
  isStoredPage,
  isStoredView,
  type StoredPage,
  type StoredView,
  type ViewCache,
  viewKey,
} from './view-cache.ts'

/** Who is signed in, as far as that can be known before the server has answered. */
export type SignedIn = { userId: string | null; session: string | null }

/** How long changes wait before they are written, so that many are written at once. */
const writeAfterMs = 5_000

/** The most channels and threads that are kept, and the most messages of each. */
const channelsMax = 200
const messagesMax = 50

export type ShownView = Pick<StoredView, 'epoch' | 'me' | 'channels' | 'blocked'> & {
  /** The loaded messages of those channels whose newest ones are loaded. */
  windows: ReadonlyMap<string, Window>
}

type Ports = {
  log: Log
  signedIn(): Awaitable<SignedIn>
  /** Shows this until the server has answered. */
  show(view: StoredView): void
  /** What is shown now, all of it from the server. Null when that is not known. */
  shown(): ShownView | null
  authorsOf(messages: readonly Message[]): User[]
}

/**
 * The last view of the user: what the client showed when it last ran is shown at once, and what it shows now is kept
 * for the next time.
 *
 *     empty ── `load`: this user's view ──► shown ── `upToDate` ──► kept: written some seconds after `changed`
 *       │ ▲                                   │                       │
 *       │ └───────── `forget` ◄───────────────┴───────────────────────┘
 *       └── `load`: of somebody else, or of another version ──► cleared
 *
 * What is shown from here is never merged with what the server says: that replaces it.
 */
export class LastView {
  readonly #cache: ViewCache
  readonly #ports: Ports
  #loading: Promise<void> | null = null
  /** What the cache holds. Null: nothing that may be shown. */
  #stored: StoredView | null = null
  #signedIn: SignedIn = { userId: null, session: null }
  /** The messages that were last written of each channel. */
  readonly #written = new Map<string, readonly Message[]>()
  #isUpToDate = false
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  /** The cache's methods are called one after the other. */
  #last: Promise<unknown> = Promise.resolve()

  constructor(cache: ViewCache, ports: Ports) {
    this.#cache = cache
    this.#ports = ports
  }

  /** Shows the last view, if it is this user's. Never rejects. */
  load(): Promise<void> {
    const generation = this.#generation
    this.#loading ??= this.#do(() => this.#load(generation))
    return this.#loading
  }

  /** The last messages of a channel. Null when there are none that may be shown. Never rejects. */
  async page(channelId: string): Promise<StoredPage | null> {
    await this.load()
    if (!this.#stored?.pages.includes(channelId)) return null
    const page = await this.#do(() => this.#cache.read(channelId))
    return this.#stored?.pages.includes(channelId) && isStoredPage(page) ? page : null
  }

  /** The server said which data it has, or also whose: what is kept of other data or of another user goes. */
  known(epoch: string, userId: string | null): void {
    const { userId: storedId, epoch: storedEpoch } = this.#stored ?? {}
    if (!this.#stored || (epoch === storedEpoch && (userId ?? storedId) === storedId)) return
    this.#drop()
    void this.#do(() => this.#cache.clear())
  }

  /** What is shown comes from the server now. */
  upToDate(): void {
    this.#isUpToDate = true
    this.changed()
  }

  /** What is shown has changed. */
  changed(): void {
    if (this.#isUpToDate) this.#timer ??= setTimeout(() => whenIdle(() => this.write()), writeAfterMs)
  }

  /** A message of this channel was edited or deleted, and it is not loaded here: its page is no longer shown. */
  outdated(channelId: string): void {
    if (!this.#stored?.pages.includes(channelId)) return
    this.#stored = { ...this.#stored, pages: this.#stored.pages.filter((id) => id !== channelId) }
    const view = this.#stored
    void this.#do(() => this.#cache.write({ [channelId]: null, [viewKey]: view }))
  }

  /** Keeps what is shown now. */
  write(): void {
    this.#stopTimer()
    const { userId, session } = this.#signedIn
    // If nobody could tell whose it is, it could never be shown again.
    const shown = this.#isUpToDate && (userId !== null || session !== null) ? this.#ports.shown() : null
    if (!shown) return
    const { epoch, me, blocked, windows } = shown
    this.known(epoch, me.id)
    const channels = shown.channels.slice(0, channelsMax)
    const listed = new Set(channels.map(({ id }) => id))
    const before = this.#stored?.pages ?? []
    const pages = [...new Set([...before, ...windows.keys()])].filter((id) => listed.has(id))
    this.#stored = { format, userId: me.id, session, epoch, me, channels, blocked, pages }
    const values: Record<string, unknown> = { [viewKey]: this.#stored }
    for (const id of before) if (!listed.has(id)) values[id] = null
    for (const [id, { rows, hasBefore }] of windows) {
      if (!listed.has(id) || this.#written.get(id) === rows) continue
      this.#written.set(id, rows)
      values[id] = this.#pageOf(rows, hasBefore)
    }
    void this.#do(() => this.#cache.write(values))
  }

  /** Deletes everything that is kept. Resolves when that is done. Never rejects. */
  async forget(): Promise<void> {
    this.#stopTimer()
    this.#drop()
    this.#isUpToDate = false
    // What is being read now is not shown any more.
    this.#generation++
    this.#loading ??= Promise.resolve()
    await this.#do(() => this.#cache.clear())
  }

  #pageOf(rows: readonly Message[], hasBefore: boolean): StoredPage {
    const messages = rows.slice(-messagesMax)
    return {
      format,
      messages,
      hasBefore: hasBefore || messages.length < rows.length,
      users: this.#ports.authorsOf(messages),
    }
  }

  #stopTimer(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #drop(): void {
    this.#stored = null
    this.#written.clear()
  }

  async #load(generation: number): Promise<void> {
    const [view, signedIn] = await Promise.all([this.#cache.read(viewKey), this.#ports.signedIn()])
    if (generation !== this.#generation) return
    this.#signedIn = signedIn
    const { userId, session } = signedIn
    const isMine = isStoredView(view) && (userId ? view.userId === userId : session && view.session === session)
    if (isMine) {
      this.#stored = view
      this.#ports.show(view)
    } else if (view) await this.#cache.clear()
  }

  #do<T>(work: () => Awaitable<T>): Promise<T | undefined> {
    const done = this.#last.then(work).catch((error: unknown) => {
      this.#ports.log.info({ error }, 'Chime: the last view could not be read or written')
      return undefined
    })
    this.#last = done
    return done
  }
}

/** Safari has no `requestIdleCallback`, and Node neither. */
function whenIdle(work: () => void): void {
  if (typeof requestIdleCallback === 'function') requestIdleCallback(work, { timeout: writeAfterMs })
  else work()
}
