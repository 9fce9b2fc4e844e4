import type { Chime, Message } from '@chime/client'
import { didYouMean, findChannel } from '../channel/find.ts'
import { Problem } from '../problem.ts'
import type { Conversation } from './conversation.ts'

/** What a command may do with the screen. */
export type Screen = {
  readonly chime: Chime
  readonly conversation: Conversation | null
  show(channelId: string): void
  openThread(number: number): Promise<void>
  closeThread(): void
  edit(message: Message): void
  help(): void
  quit(): void
}

type Slash = { name: string; usage: string; about: string; run(screen: Screen, rest: string): unknown }

/** The commands that are written in the composer. */
export const slashes: readonly Slash[] = [
  { name: 'help', usage: '', about: 'this page', run: (screen) => screen.help() },
  { name: 'go', usage: '<channel>', about: 'open a channel', run: go },
  { name: 'join', usage: '<channel>', about: 'join an open channel', run: join },
  { name: 'create', usage: '<name>', about: 'make an open channel', run: create },
  { name: 'leave', usage: '', about: 'leave this channel', run: leave },
  { name: 'dm', usage: '<user> [text]', about: 'write to one person', run: direct },
  { name: 'thread', usage: '[number]', about: 'open the thread below a message; /close or Esc closes it', run: thread },
  { name: 'close', usage: '', about: 'close the thread', run: (screen) => screen.closeThread() },
  { name: 'reply', usage: '<number> <text>', about: 'answer a message', run: reply },
  { name: 'react', usage: '[number] <emoji>', about: 'react to a message', run: react },
  { name: 'unreact', usage: '[number] <emoji>', about: 'take a reaction back', run: unreact },
  { name: 'edit', usage: '[number] [text]', about: 'change a message of yours', run: edit },
  { name: 'delete', usage: '[number]', about: 'delete a message of yours', run: remove },
  { name: 'retry', usage: '', about: 'send again what was not sent', run: (screen) => eachFailed(screen, 'retry') },
  { name: 'discard', usage: '', about: 'forget what was not sent', run: (screen) => eachFailed(screen, 'discard') },
  { name: 'quit', usage: '', about: 'leave the screen', run: (screen) => screen.quit() },
]

/** @throws Problem, or the error with which the server refused */
export async function runSlash(screen: Screen, line: string): Promise<void> {
  const [, name = '', rest = ''] = /^\/(\S*)\s*([\s\S]*)$/.exec(line) ?? []
  const slash = slashes.find((each) => each.name === name)
  if (!slash)
    throw new Problem(
      `There is no /${name}.${didYouMean(
        name,
        slashes.map((each) => `/${each.name}`),
      )} /help lists all.`,
    )
  await slash.run(screen, rest.trim())
}

async function go({ chime, show }: Screen, name: string): Promise<void> {
  if (!name) throw new Problem('/go <channel>')
  const channel = await findChannel(chime, name)
  chime.addChannels([channel])
  show(channel.id)
}

async function join({ chime, show }: Screen, name: string): Promise<void> {
  const { id } = await findChannel(chime, name)
  chime.addChannels([await chime.trpc.channels.join.mutate({ channelId: id })])
  show(id)
}

async function create({ chime, show }: Screen, name: string): Promise<void> {
  const channel = await chime.trpc.channels.create.mutate({ kind: 'public', name: name.replace(/^#/, '') })
  chime.addChannels([channel])
  show(channel.id)
}

async function leave(screen: Screen): Promise<void> {
  const { channel } = opened(screen)
  await channel.leave()
  screen.closeThread()
  const next = screen.chime.channels.get().find(({ id }) => id !== channel.id)
  if (next) screen.show(next.id)
}

async function direct({ chime, show }: Screen, rest: string): Promise<void> {
  const [, name = '', text = ''] = /^(\S*)\s*([\s\S]*)$/.exec(rest) ?? []
  const channel = await findChannel(chime, name.startsWith('@') ? name : `@${name}`)
  chime.addChannels([channel])
  show(channel.id)
  if (text) chime.channel(channel.id).send(text)
}

async function thread(screen: Screen, rest: string): Promise<void> {
  await screen.openThread(pick(opened(screen).messages, rest).number)
}

function reply(screen: Screen, rest: string): void {
  const { channel, messages } = opened(screen)
  const { text } = numberAndText(rest)
  if (!text) throw new Problem('/reply <number> <text>')
  channel.send(text, { replyTo: pick(messages, rest).number })
}

async function react(screen: Screen, rest: string): Promise<void> {
  const { channel, messages } = opened(screen)
  await channel.react(pick(messages, rest).number, numberAndText(rest).text)
}

async function unreact(screen: Screen, rest: string): Promise<void> {
  const { channel, messages } = opened(screen)
  await channel.unreact(pick(messages, rest).number, numberAndText(rest).text)
}

async function edit(screen: Screen, rest: string): Promise<void> {
  const message = pick(mine(screen), rest)
  const { text } = numberAndText(rest)
  if (text) await opened(screen).channel.edit(message.number, text)
  else screen.edit(message)
}

async function remove(screen: Screen, rest: string): Promise<void> {
  await opened(screen).channel.remove(pick(mine(screen), rest).number)
}

function eachFailed(screen: Screen, verb: 'retry' | 'discard'): void {
  const { channel } = opened(screen)
  for (const item of channel.timeline.get().items) if (item.state === 'failed') channel[verb](item.clientId)
}

function opened({ conversation }: Screen): Conversation {
  if (!conversation) throw new Problem('No channel is open: /go <channel>')
  return conversation
}

function mine(screen: Screen): Message[] {
  const me = screen.chime.me.get()?.id
  return opened(screen).messages.filter(({ userId, kind }) => userId === me && kind === 'user')
}

/** `12 some text`: the number may be left out. */
function numberAndText(rest: string): { number: number | null; text: string } {
  const [, number, text = ''] = /^(?:#?(\d+)(?=\s|$))?\s*([\s\S]*)$/.exec(rest) ?? []
  return { number: number ? Number(number) : null, text }
}

/** The message with this number, or the last one. @throws Problem when it is none of these */
function pick(messages: readonly Message[], rest: string): Message {
  const { number } = numberAndText(rest)
  const usable = messages.filter(({ deletedAt, kind }) => deletedAt === null && kind === 'user')
  const found = number === null ? usable.at(-1) : usable.find((message) => message.number === number)
  if (!found)
    throw new Problem(
      number === null ? 'There is no such message here' : `There is no message ${number} on this page for that`,
    )
  return found
}
