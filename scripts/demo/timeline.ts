import { createHash } from 'node:crypto'
import { fillerFor, mixed } from './filler.ts'
import { seeded } from './random.ts'
import type { Room } from './rooms.ts'
import { type Line, readScript } from './script.ts'

/** A message as it will be sent. */
export type Planned = { username: string; content: string; clientId: string }

/** The newest written conversations stay together at the end: they are what people see first. */
const unbrokenEnd = 3

/**
 * What is said in a room, oldest first: all that is written for it, with small talk in between until it has about
 * `room.messages`. The same on every run.
 *
 * @param size scales the number of messages; what is cut is cut from the start
 */
export function timelineOf(room: Room, size = 1): Planned[] {
  const random = seeded(room.key)
  const written = writtenFor(room)
  const filler = fillerFor(room, room.messages - written.flat().length, random)
  // What opens a room was said before anything else.
  const [opening = [], ...rest] = written
  const middle = mixed([rest.slice(0, -unbrokenEnd), filler], random)
  const lines = [opening, ...middle, ...rest.slice(-unbrokenEnd)].flat()
  const said = new Map<string, number>()
  return lines.slice(-Math.max(1, Math.round(lines.length * size))).map(({ speaker, text }) => {
    const what = `${room.key}\n${speaker}\n${text}`
    const times = (said.get(what) ?? 0) + 1
    said.set(what, times)
    // From what is said, not from its place: when scripts are edited, a second run adds only what is new.
    return { username: speaker, content: text, clientId: demoUuid(`${what}\n${times}`) }
  })
}

function writtenFor({ key, members }: Room): Line[][] {
  return readScript('talk', key).map(({ lines, where }) => {
    const stranger = lines.find(({ speaker }) => !members.includes(speaker))
    if (stranger) throw new Error(`${where}: ${stranger.speaker} is not in the room`)
    return lines
  })
}

/** A UUID that is always the same for the same name: version 5 of RFC 9562, in a namespace of our own. */
export function demoUuid(name: string): string {
  const hash = createHash('sha1').update(`chime demo\n${name}`).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
