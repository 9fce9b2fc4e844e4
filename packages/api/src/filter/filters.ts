import { type Database, schema } from '@chime/db'
import type { FilteredText, Log, TextFilter } from '@chime/protocol'
import { and, eq } from 'drizzle-orm'
import { Refusal } from '../errors.ts'
import { repeat } from '../repeat.ts'
import { compileFilters, type Judge } from './compile.ts'

const { filters, instance, messages } = schema

/** How soon a node follows what an admin has changed on another node. */
const everyMs = 2_000

/** Judges what people write, before it is stored. Every node keeps all filters in memory. */
export type Filters = {
  /**
   * @throws Refusal `INVALID_INPUT` naming the field, and what in it may not be written here
   */
  mustPass(text: FilteredText): void
  /**
   * The same for the texts of a message that is sent. A retry of one that was stored passes, whatever was filtered
   * since: the message log answers it with that message.
   */
  mustPassAsNew(message: { channelId: string; userId: string; clientId: string }, texts: OfMessage): Promise<void>
  /** Follows a change at once. */
  reload(): Promise<void>
  close(): void
}

/** Texts by the field of the input. */
type OfMessage = Readonly<Record<string, string | readonly string[]>>

/**
 * Loads the filters, and looks for changes from then on. While there are none, and the installation has no filter of
 * its own, judging a text costs nothing.
 *
 * @param own the filter that an installation has in its configuration
 */
export async function createFilters(db: Database, log: Log, own?: TextFilter): Promise<Filters> {
  let judge: Judge | null = null
  let known = -1

  async function reload(): Promise<void> {
    const [current] = await db.drizzle.select({ revision: instance.filtersRevision }).from(instance)
    const revision = current?.revision ?? 0
    // Another revision, not a newer one: a backup may have been restored.
    if (revision === known) return
    judge = compileFilters(await db.drizzle.select().from(filters))
    known = revision
  }

  function mustPass(text: FilteredText): void {
    const wrong = judge?.(text.text) ?? own?.(text)
    if (wrong === null || wrong === undefined) return
    if (typeof wrong !== 'string') throw new Error('the filter of the configuration answers neither text nor null')
    const { field } = text
    throw new Refusal('INVALID_INPUT', `${field}: ${wrong}`, { field })
  }

  async function mustPassAsNew(
    { channelId, userId, clientId }: { channelId: string; userId: string; clientId: string },
    texts: OfMessage,
  ): Promise<void> {
    if (judge === null && own === undefined) return
    try {
      for (const [field, some] of Object.entries(texts)) {
        for (const text of [some].flat()) mustPass({ text, field, userId, channelId })
      }
    } catch (error) {
      const isThis = and(
        eq(messages.channelId, channelId),
        eq(messages.userId, userId),
        eq(messages.clientId, clientId),
      )
      if ((await db.drizzle.$count(messages, isThis)) === 0) throw error
    }
  }

  await reload()
  return { mustPass, mustPassAsNew, reload, close: repeat(everyMs, reload, log, 'filters not read; tried again') }
}
