import { basename } from 'node:path'
import type { Database, Jobs } from '@chime/db'
import type { Files } from '@chime/files'
import type { Outbound } from '@chime/outbound'
import type { LinkPreview, Log, Message } from '@chime/protocol'
import { keepPicture } from '../attachment/keep-picture.ts'
import { mayHaveLinks } from './links.ts'
import { readPage } from './parse-page.ts'

/** A page's title and description stand in its head, so the rest is not read. */
const pageBytesMax = 512 * 1024
const pictureBytesMax = 5 * 1024 * 1024
/**
 * How many messages may wait. More are not looked at: that happens when the database was away for long, and nobody
 * waits for their previews any more.
 */
const waitingMax = 1_000

type Linked = Pick<Message, 'channelId' | 'number' | 'kind' | 'content'>

export type Previews = {
  /**
   * Has the links of these committed messages looked at later. It never throws and does not wait; some may be
   * forgotten.
   */
  look(messages: readonly Linked[]): void
  /** Fetches the page. Null when it says nothing that could be shown. */
  read(url: string): Promise<LinkPreview | null>
}

/** @param outbound null: no link is looked at */
export function createPreviews(
  { db, files, jobs, log }: { db: Database; files: Files; jobs: Jobs; log: Log },
  outbound: Outbound | null,
): Previews {
  if (!outbound) return { look: () => {}, read: async () => null }
  let waiting: { channelId: string; number: number }[] = []
  let isAdding = false

  /** One write at a time: while the database is slow, further messages collect and then go together. */
  async function add(): Promise<void> {
    if (isAdding) return
    isAdding = true
    while (waiting.length > 0) {
      const places = waiting
      waiting = []
      await jobs.addNow('preview', places).catch((error: unknown) => {
        log.debug({ error, messages: places.length }, 'the links of some messages will not be looked at')
      })
    }
    isAdding = false
  }

  async function picture(url: string): Promise<LinkPreview['image']> {
    try {
      const { body } = await get(url, { types: ['image/'], bytesMax: pictureBytesMax, whenLonger: 'refuse' })
      return await keepPicture({ db, files }, { bytes: body, name: basename(new URL(url).pathname) || 'picture' })
    } catch (error) {
      log.debug({ error, url }, 'the picture of a link is not shown')
      return null
    }
  }

  const { get } = outbound
  return {
    look(messages) {
      for (const { channelId, number, kind, content } of messages) {
        if (kind === 'user' && mayHaveLinks(content) && waiting.length < waitingMax) waiting.push({ channelId, number })
      }
      if (waiting.length > 0) void add()
    },
    async read(link) {
      try {
        const types = ['text/html', 'application/xhtml+xml']
        const { url, body, charset } = await get(link, { types, bytesMax: pageBytesMax, whenLonger: 'cut' })
        const { image, ...page } = readPage(body, charset, url)
        if (page.title === null && page.description === null) return null
        return { url: link, ...page, image: image === null ? null : await picture(image) }
      } catch (error) {
        log.debug({ error, url: link }, 'a link is not shown')
        return null
      }
    },
  }
}
