import type { LastView } from '../cache/last-view.ts'
import type { StoredPage, ViewCache } from '../cache/view-cache.ts'
import type { Face } from '../parts.ts'

/**
 * The last view, whose code is loaded when the client starts. What it is told before that it hears once it has shown
 * what it holds.
 */
export class LaterLastView implements Face<LastView> {
  readonly #cache: ViewCache
  readonly #make: () => Promise<LastView>
  /** What it was told too early, by what it is about: the newest word on it. */
  readonly #untold = new Map<string, (view: LastView) => void>()
  #made: LastView | null = null
  #ready: LastView | null = null
  #loading: Promise<LastView> | null = null
  #isForgotten = false

  /** @param make loads it */
  constructor(cache: ViewCache, make: () => Promise<LastView>) {
    this.#cache = cache
    this.#make = make
  }

  async load(): Promise<void> {
    await this.#loaded()
  }

  async page(channelId: string): Promise<StoredPage | null> {
    return (await this.#loaded()).page(channelId)
  }

  known(epoch: string, userId: string | null): void {
    this.#tell('known', (view) => view.known(epoch, userId))
  }

  upToDate(): void {
    this.#tell('upToDate', (view) => view.upToDate())
  }

  outdated(channelId: string): void {
    this.#tell(channelId, (view) => view.outdated(channelId))
  }

  changed(): void {
    this.#ready?.changed()
  }

  write(): void {
    this.#ready?.write()
  }

  async forget(): Promise<void> {
    this.#untold.clear()
    this.#isForgotten = true
    if (this.#made) return this.#made.forget()
    // What is kept has to go even when the code cannot be loaded.
    try {
      await this.#cache.clear()
    } catch {
      // The view will try it again when it is loaded.
    }
  }

  #loaded(): Promise<LastView> {
    this.#loading ??= this.#load()
    return this.#loading
  }

  async #load(): Promise<LastView> {
    const view = await this.#make()
    this.#made = view
    await (this.#isForgotten ? view.forget() : view.load())
    this.#ready = view
    for (const tell of this.#untold.values()) tell(view)
    return view
  }

  #tell(what: string, tell: (view: LastView) => void): void {
    if (this.#ready) tell(this.#ready)
    else this.#untold.set(what, tell)
  }
}
