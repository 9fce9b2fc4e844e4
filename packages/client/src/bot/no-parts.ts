import type { Parts } from '../parts.ts'
import { Cell } from '../readable.ts'
import { searchPages } from '../search.ts'

const nothing = () => {}

/** Stand-ins for the parts that a bot has not. The type `Bot` lacks what would call them. */
export const noParts: Parts = {
  drafts: ({ batch }) => ({
    all: new Cell(batch, []),
    of: () => new Cell(batch, null),
    isDirty: () => false,
    set: nothing,
    sent: nothing,
    flush: () => Promise.resolve(),
    flushAll: () => null,
    apply: nothing,
    invalidate: nothing,
    load: nothing,
    close: nothing,
    forget: nothing,
  }),
  presence: ({ batch }) => ({
    readable: () => new Cell(batch, null),
    start: nothing,
    stop: nothing,
    connectionLost: nothing,
    connectionBack: nothing,
    refresh: nothing,
  }),
  uploads: () => ({
    start() {
      throw new Error('A bot has no uploads: use createChime')
    },
  }),
  waitingForUploads: () => ({
    add: nothing,
    retry: () => false,
    discard: nothing,
    discardAll: nothing,
    attachments: () => null,
  }),
  searchPages,
}
