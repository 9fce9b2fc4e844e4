import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Message } from '@chime/client'
import { type Channel, type Chime, SendFailed } from '@chime/client'
import { limits } from '@chime/protocol'
import { within } from '../account/connect.ts'
import { findChannel } from '../channel/find.ts'
import { env } from '../env.ts'
import { readInput } from '../input.ts'
import { jsonLine } from '../message/clean.ts'
import { split } from '../message/split.ts'
import { note, print } from '../output.ts'
import { titleOf } from '../people.ts'
import { explain, Problem } from '../problem.ts'

/** How long the acknowledgement of one message may take. The client itself tries again and again. */
const acknowledgedWithinMs = 60_000

type Options = { reply?: number; thread?: number; split?: true; json?: true }

/** What is to be sent: the words of the command line, or else standard input without the line break at its end. */
export async function textToSend(words: readonly string[]): Promise<string> {
  if (words.length === 0) note('Write the message; Ctrl-D sends it.')
  const text = words.length > 0 ? words.join(' ') : (await readInput()).replace(/\r\n/g, '\n').trimEnd()
  if (!text.trim()) throw new Problem('There is nothing to send', 2)
  return text
}

/**
 * Cuts the text if that is wanted.
 *
 * @throws Problem when it is too long for one message; the text is kept
 */
export async function piecesOf(text: string, options: Options): Promise<string[]> {
  if (text.length <= limits.contentMax) return [text]
  const pieces = split(text)
  if (options.split) return pieces
  const size = `The text has ${text.length.toLocaleString('en')} characters, and a message takes ${limits.contentMax.toLocaleString('en')}`
  throw new Problem(`${size}. --split sends it as ${pieces.length} messages. ${await keep(text)}`, 2)
}

/**
 * Sends the pieces one after the other, and waits until the server has each.
 *
 * @throws Problem when one was not sent; what is left is kept
 */
export async function send(chime: Chime, name: string, pieces: readonly string[], options: Options): Promise<void> {
  const summary = await findChannel(chime, name)
  const parent = chime.channel(summary.id)
  const channel = options.thread ? await parent.thread(options.thread) : parent
  for (const [i, piece] of pieces.entries()) {
    try {
      const message = await sendOne(channel, piece, i === 0 ? options.reply : undefined)
      if (options.json) await print(jsonLine(message))
      else note(`Sent to ${titleOf(summary)}, message ${message.number}`)
    } catch (error) {
      const rest = pieces.slice(i).join('\n\n')
      throw new Problem(`${reasonOf(error, titleOf(summary))}. ${await keep(rest)}`)
    }
  }
}

function sendOne(channel: Channel, text: string, replyTo: number | undefined): Promise<Message> {
  const { done } = channel.send(text, replyTo === undefined ? {} : { replyTo })
  return within(acknowledgedWithinMs, done, 'The server did not answer; the message may have arrived or not')
}

function reasonOf(error: unknown, title: string): string {
  if (error instanceof SendFailed) {
    const hint = error.reason === 'FORBIDDEN' && title.startsWith('#') ? `: chime join ${title.slice(1)}` : ''
    return `Not sent: ${error.message}${hint}`
  }
  return explain(error)
}

/** Text that came through a pipe would be gone: it is kept in a file. */
async function keep(text: string): Promise<string> {
  const folder = join(env.folder, 'unsent')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const file = join(folder, `${new Date().toISOString().replace(/[:.]/g, '-')}.txt`)
  await writeFile(file, text, { mode: 0o600 })
  return `The text is in ${file}`
}
