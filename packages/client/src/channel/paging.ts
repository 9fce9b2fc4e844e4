import { appendPage, firstNumber, lastNumber, prependPage } from '../state/window.ts'
import type { ChannelFetcher } from './fetcher.ts'
import type { ChannelStore } from './store.ts'

/** Adds a page of messages at the start or the end of the window. */
export class Paging {
  readonly #store: ChannelStore
  readonly #fetcher: ChannelFetcher
  readonly #onChange: () => void
  loadingBefore = false
  loadingAfter = false

  /** @param onChange called when one of the public fields changed */
  constructor(store: ChannelStore, fetcher: ChannelFetcher, onChange: () => void) {
    this.#store = store
    this.#fetcher = fetcher
    this.#onChange = onChange
  }

  async loadBefore(): Promise<void> {
    const { window } = this.#store.messages
    const first = window && firstNumber(window)
    if (!window?.hasBefore || first === null || this.loadingBefore) return
    this.#set({ loadingBefore: true })
    await this.#fetcher.page({ before: first }, (current, page, since) =>
      firstNumber(current) === first ? prependPage(current, page, since) : null,
    )
    this.#set({ loadingBefore: false })
  }

  async loadAfter(): Promise<void> {
    const { window } = this.#store.messages
    const last = window && lastNumber(window)
    if (!window?.hasAfter || last === null || this.loadingAfter) return
    this.#set({ loadingAfter: true })
    await this.#fetcher.page({ after: last }, (current, page, since) =>
      lastNumber(current) === last ? appendPage(current, page, since) : null,
    )
    this.#set({ loadingAfter: false })
  }

  #set(fields: Partial<Pick<Paging, 'loadingBefore' | 'loadingAfter'>>): void {
    Object.assign(this, fields)
    this.#onChange()
  }
}
