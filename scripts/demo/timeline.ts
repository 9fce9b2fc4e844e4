import { createHash } from 'node:crypto'
import { seeded } from '@chime/testing/random'
import type { DemoChannel } from './channels.ts'
import { fillerFor, mixed } from './filler.ts'
import { type Line, readScript } from './script.ts'

/** A message that will be sent. */
export type Planned = { username: string; content: string; clientId: string }

/** So many of the written conversations come last without small talk in between: people see them first. */
const unbrokenEnd = 3

/**
 * The messages of a channel, oldest first: everything that is written for it, with small talk in between, until there are about
 * `channel.messages`. It is the same on every run.
 *
 * @param size the part of the messages to keep, 1 for all; the oldest are left out
 */
export function timelineOf(channel: DemoChannel, size = 1): Planned[] {
  const random = seeded(channel.key)
  const written = writtenFor(channel)
  const filler = fillerFor(channel, channel.messages - written.flat().length, random)
  // The first written conversation opens the channel, so it stays the first.
  const [opening = [], ...rest] = written
  const middle = mixed([rest.slice(0, -unbrokenEnd), filler], random)
  const lines = [opening, ...middle, ...rest.slice(-unbrokenEnd)].flat()
  const said = new Map<string, number>()
  return lines.slice(-Math.max(1, Math.round(lines.length * size))).map(({ speaker, text }) => {
    const what = `${channel.key}\n${speaker}\n${text}`
    const times = (said.get(what) ?? 0) + 1
    said.set(what, times)
    // The id depends on the text and not on the position: if the scripts are edited, a second run adds only new
    // messages.
    return { username: speaker, content: text, clientId: demoUuid(`${what}\n${times}`) }
  })
}

function writtenFor({ key, members }: DemoChannel): Line[][] {
  return readScript('talk', key).map(({ lines, where }) => {
    const stranger = lines.find(({ speaker }) => !members.includes(speaker))
    if (stranger) throw new Error(`${where}: ${stranger.speaker} is not in the channel`)
    return lines
  })
}

/** A UUID that is always the same for the same name: version 5 of RFC 9562, with our own namespace. */
export function demoUuid(name: string): string {
  const hash = createHash('sha1').update(`chime demo\n${name}`).digest()
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80
  const hex = hash.toString('hex', 0, 16)
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
