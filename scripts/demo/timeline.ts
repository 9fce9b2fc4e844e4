import { createHash } from 'node:crypto'
import { type Random, seeded } from './random.ts'
import type { Room } from './rooms.ts'
import { type Conversation, type Line, readScript } from './script.ts'
import { play } from './small-talk.ts'

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
  const written = readScript('talk', room.key).map((conversation) => linesOf(conversation, room, random))
  const missing = room.messages - written.flat().length
  const lines = interleave(written, smallTalk(room, missing, random), random).flat()
  const kept = lines.slice(-Math.max(1, Math.round(lines.length * size)))
  const said = new Map<string, number>()
  return kept.map(({ speaker, text }) => {
    const what = `${room.key}\n${speaker}\n${text}`
    const times = (said.get(what) ?? 0) + 1
    said.set(what, times)
    // From what is said, not from its place: when scripts are edited, a second run adds only what is new.
    return { username: speaker, content: text, clientId: demoUuid(`${what}\n${times}`) }
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

function linesOf(conversation: Conversation, { members }: Room, random: Random): Line[] {
  const lines = conversation.cast ? play(conversation, members, random) : conversation.lines
  const stranger = lines?.find(({ speaker }) => !members.includes(speaker))
  if (!lines || stranger)
    throw new Error(`${conversation.where}: ${stranger?.speaker ?? 'somebody'} is not in the room`)
  return lines
}

/** Endless small talk for some people: every conversation once, in changing order, before any comes again. */
export function* smallTalkFor(scripts: readonly string[], members: readonly string[], random: Random) {
  const all = scripts.flatMap((name) => readScript('small-talk', name))
  for (;;) {
    let played = false
    for (const conversation of random.shuffled(all)) {
      const lines = play(conversation, members, random)
      if (!lines) continue
      played = true
      yield lines
    }
    if (!played) return
  }
}

function smallTalk({ smallTalk, members }: Room, messages: number, random: Random): Line[][] {
  const conversations: Line[][] = []
  let count = 0
  if (messages <= 0) return conversations
  for (const lines of smallTalkFor(smallTalk, members, random)) {
    conversations.push(lines)
    count += lines.length
    if (count >= messages) break
  }
  return conversations
}

/** Written conversations keep their order; small talk is spread evenly over the time before the last of them. */
function interleave(written: Line[][], filler: Line[][], random: Random): Line[][] {
  const end = written.slice(-unbrokenEnd)
  const before = written.slice(0, -unbrokenEnd)
  const placed = [
    ...before.map((lines, index) => ({ lines, at: (index + 0.5) / before.length })),
    ...filler.map((lines, index) => ({ lines, at: (index + random.next()) / filler.length })),
  ]
  return [...placed.sort((a, b) => a.at - b.at).map(({ lines }) => lines), ...end]
}
