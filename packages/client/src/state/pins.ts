import type { Message } from '@chime/protocol'
import { type Delta, newest } from './delta.ts'

/** The loaded pinned messages of a channel, those pinned last first. */
export type Pins = Readonly<{ known: number; rows: readonly Message[] }>

/** @returns `gap` when earlier changes are missing */
export function applyToPins(pins: Pins, delta: Delta): Pins | 'gap' {
  if (delta.after > pins.known) return 'gap'
  let { rows } = pins
  // A row with a revision below `known` is late. A newer row was already applied, and may have removed the message.
  const fresh = delta.messages.filter((row) => row.revision >= pins.known)
  for (const message of newest(fresh, (row) => row.number)) rows = withMessage(rows, message)
  const known = Math.max(pins.known, delta.revision)
  return rows === pins.rows && known === pins.known ? pins : { known, rows }
}

function withMessage(rows: readonly Message[], message: Message): readonly Message[] {
  const index = rows.findIndex(({ number }) => number === message.number)
  const current = rows[index]
  if (current && current.revision >= message.revision) return rows
  if (!message.pinned) return current ? rows.filter((row) => row !== current) : rows
  return current ? rows.map((row) => (row === current ? message : row)) : [message, ...rows]
}
