import type { Draft } from '@chime/protocol'
import { failureOf, SessionEnded } from '../failure.ts'
import { Derived, type Readable } from '../readable.ts'
import { persist } from '../sync/persist.ts'
import { OwnList, type OwnListWorld } from './own-list.ts'

/** What I have begun to write in a channel. */
export type DraftText = { content: string; replyTo: number | null }

/** The server hears of my typing at most this often per channel. */
const saveEveryMs = 1_000
/** How long the echo of what I saved is waited for before what others say counts again. */
const echoMs = 10_000

/** What I wrote here and the server has not taken, or has taken and not told yet. */
type Local = {
  text: DraftText
  writtenAt: string
  /** What the server made of it; null while it has not heard of it. */
  saved: Draft | null
  timer: ReturnType<typeof setTimeout> | undefined
  working: Promise<void> | null
}

/**
 * My drafts, the same on all my devices: the last writer wins. What I type here stands until the server has it and has told
 * so, whatever it tells before: an echo of an older state of mine must not overwrite it.
 */
export class Drafts {
  readonly #world: OwnListWorld
  readonly #list: OwnList<Draft>
  readonly #local = new Map<string, Local>()
  readonly #readables = new Map<string, Derived<DraftText | null>>()
  readonly #all: Derived<Draft[]>

  constructor(world: OwnListWorld) {
    this.#world = world
    this.#list = new OwnList<Draft>(
      world,
      {
        load: (calls) => calls.drafts(),
        key: (draft) => draft.channelId,
        isGone: (draft) => draft.content === '' && draft.replyTo === null,
      },
      () => this.#changed(),
    )
    this.#all = new Derived(
      world.turn,
      () => this.#drafts(),
      () => this.#list.want(),
    )
  }

  /** Those that are not empty, the last written first. */
  get all(): Readable<Draft[]> {
    return this.#all
  }

  of(channelId: string): Readable<DraftText | null> {
    const held = this.#readables.get(channelId)
    if (held) return held
    const readable = new Derived(
      this.#world.turn,
      () => this.#textOf(channelId),
      () => this.#list.want(),
    )
    this.#readables.set(channelId, readable)
    return readable
  }

  /** Whether what I typed here is not on the server yet. */
  isDirty(channelId: string): boolean {
    const local = this.#local.get(channelId)
    return local !== undefined && local.saved === null
  }

  /** I typed. Saved within a second; `flush` does it at once. */
  set(channelId: string, content: string, replyTo: number | null): void {
    const held = this.#local.get(channelId)
    const now = this.#textOf(channelId)
    if (content === (now?.content ?? '') && replyTo === (now?.replyTo ?? null)) return
    const local: Local = {
      text: { content, replyTo },
      writtenAt: new Date().toISOString(),
      saved: null,
      timer: held?.timer,
      working: held?.working ?? null,
    }
    this.#local.set(channelId, local)
    if (!local.working) local.timer ??= setTimeout(() => void this.flush(channelId), saveEveryMs)
    this.#changedOne(channelId)
  }

  /** What I typed was sent. */
  sent(channelId: string): void {
    if (!this.#textOf(channelId)) return
    this.set(channelId, '', null)
    void this.flush(channelId)
  }

  /** Saves what I typed now. Resolves when the server has it, or has refused it. Never rejects. */
  flush(channelId: string): Promise<void> {
    const local = this.#local.get(channelId)
    if (!local) return Promise.resolve()
    clearTimeout(local.timer)
    local.timer = undefined
    if (local.working) return local.working
    if (local.saved) return Promise.resolve()
    const working = this.#save(channelId)
    const now = this.#local.get(channelId)
    if (now) now.working = working
    return working
  }

  /** Saves all that is not saved: the page may be about to go. */
  flushAll(): void {
    for (const channelId of this.#local.keys()) void this.flush(channelId)
  }

  /** My own stream, or an answer, says so. */
  take(draft: Draft): void {
    this.#list.take(draft)
    const local = this.#local.get(draft.channelId)
    // Its echo, or what came after it.
    if (local?.saved && draft.updatedAt >= local.saved.updatedAt) this.#settleLocal(draft.channelId)
    this.#changedOne(draft.channelId)
  }

  stale(): void {
    this.#list.stale()
  }

  settle(): void {
    this.#list.settle()
  }

  forget(): void {
    for (const { timer } of this.#local.values()) clearTimeout(timer)
    this.#local.clear()
    this.#list.forget()
  }

  async #save(channelId: string): Promise<void> {
    await Promise.resolve()
    for (;;) {
      const local = this.#local.get(channelId)
      if (!local || local.saved) break
      const { content, replyTo } = local.text
      try {
        const saved = await persist(
          this.#world.link,
          () => this.#world.calls.setDraft(channelId, content, replyTo),
          () => this.#local.get(channelId) === local,
        )
        if (saved && this.#local.get(channelId) === local) this.#saved(channelId, local, saved)
      } catch (error) {
        if (this.#local.get(channelId) !== local && !(error instanceof SessionEnded)) continue
        this.#world.log.info({ failure: failureOf(error), channelId }, 'Chime: a draft was not saved')
        break
      }
      // Typed on meanwhile: it has its own second.
      if (this.#local.get(channelId) !== local) await new Promise((resolve) => setTimeout(resolve, saveEveryMs))
    }
    const local = this.#local.get(channelId)
    if (local) local.working = null
  }

  #saved(channelId: string, local: Local, saved: Draft): void {
    this.#world.turn.run(() => {
      this.#local.set(channelId, { ...local, saved })
      this.#list.take(saved)
      this.#changedOne(channelId)
    })
    local.timer = setTimeout(() => this.#settleLocal(channelId, saved), echoMs)
  }

  /** What the server says counts again. */
  #settleLocal(channelId: string, saved?: Draft): void {
    const local = this.#local.get(channelId)
    if (!local?.saved || (saved && local.saved !== saved)) return
    this.#local.delete(channelId)
    this.#changedOne(channelId)
  }

  #textOf(channelId: string): DraftText | null {
    const { content, replyTo } = this.#local.get(channelId)?.text ??
      this.#list.rows?.get(channelId) ?? { content: '', replyTo: null }
    return content === '' && replyTo === null ? null : { content, replyTo }
  }

  #drafts(): Draft[] {
    const rows = new Map(this.#list.rows)
    for (const [channelId, { text, writtenAt, saved }] of this.#local) {
      if (text.content === '' && text.replyTo === null) rows.delete(channelId)
      else rows.set(channelId, { channelId, ...text, updatedAt: saved?.updatedAt ?? writtenAt })
    }
    return [...rows.values()].sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : a.updatedAt > b.updatedAt ? -1 : 0))
  }

  #changedOne(channelId: string): void {
    this.#readables.get(channelId)?.invalidate()
    this.#all.invalidate()
  }

  #changed(): void {
    for (const readable of this.#readables.values()) readable.invalidate()
    this.#all.invalidate()
  }
}
