import type { Message } from '@chime/protocol'
import { type Delta, newest } from './delta.ts'

/** The pinned messages of a channel that are held, those pinned last in front. */
export type Pins = Readonly<{ known: number; rows: readonly Message[] }>

/** @returns `gap` when steps before this one are missing */
export function applyToPins(pins: Pins, delta: Delta): Pins | 'gap' {
  if (delta.after > pins.known) return 'gap'
  let { rows } = pins
  // A row below `known` is late: what overtook it was applied, and may have taken it out.
  const fresh = delta.messages.filter((row) => row.revision >= pins.known)
  for (const message of newest(fresh, (row) => row.number)) rows = withMessage(rows, message)
  const known = Math.max(pins.known, delta.revision)
  return rows === pins.rows && known === pins.known ? pins : { known, rows }
}

function withMessage(rows: readonly Message[], message: Message): readonly Message[] {
  const index = rows.findIndex(({ number }) => number === message.number)
  const held = rows[index]
  if (held && held.revision >= message.revision) return rows
  if (!message.pinned) return held ? rows.toSpliced(index, 1) : rows
  return held ? rows.with(index, message) : [message, ...rows]
}
