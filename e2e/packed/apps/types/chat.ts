// What an app says of Chime in TypeScript. Wherever the compiler has to refuse something, it says so: were a type `any`,
// the refusal would be missing, and that is an error too.
import {
  type Channel,
  type Chime,
  type ChimeOptions,
  type ConnectionState,
  createChime,
  type Failure,
  failureOf,
  login,
  memoryStorage,
  type Readable,
  SendFailed,
  SessionEnded,
  type Snapshot,
  type Timeline,
  type Trpc,
} from '@chime/client'
import { limits, type Me, type Message, type ServerEvent, type User } from '@chime/protocol'

export async function main(url: string): Promise<void> {
  const { token, user } = await login(url, 'ada', 'secret')
  const me: Me = user
  const options: ChimeOptions = { url, token, storage: memoryStorage() }
  const chime: Chime = createChime(options)
  const state: Readable<ConnectionState> = chime.connection
  state.subscribe(() => console.log(state.get().status === 'online'))
  chime.connect()
  await chime.ready().catch((error: unknown) => {
    if (!(error instanceof SessionEnded)) throw error
  })

  const channel: Channel = chime.channel('id')
  const close: () => void = channel.open()
  const timeline: Timeline = channel.timeline.get()
  for (const item of timeline.items) if (item.state === 'sent') text(item.message)
  try {
    const message: Message = await channel.send(`I am ${me.username}`).done
    await channel.react(message.number, '👍')
  } catch (error) {
    const failure: Failure = failureOf(error)
    if (error instanceof SendFailed) console.log(failure)
  }
  // @ts-expect-error a channel's id is a text
  chime.channel(1)
  // @ts-expect-error there is no such event
  chime.on('massage', () => {})
  const end = chime.on('message', ({ channelId, message }) => console.log(channelId, text(message)))
  end()
  await procedures(chime.trpc)
  close()
  chime.close()
}

/** Every field of a message that apps show. Renaming one breaks this. */
function text(message: Message): string {
  const { channelId, number, revision, kind, clientId, userId, content, createdAt, editedAt, deletedAt } = message
  const { metadata, replyTo, thread, reactions, mentions, attachments, pinned, poll, previews, forwarded } = message
  const key: string = `${channelId}#${number}@${revision} ${kind} ${clientId}`
  const by: string | null = userId
  const times: (string | null)[] = [createdAt, editedAt, deletedAt]
  const counts: number[] = reactions.map(({ emoji, count, userIds }) => (emoji && userIds.length) || count)
  const files: string[] = attachments.map(({ id, name, type, size }) => `${id} ${name} ${type} ${size}`)
  const about = [
    metadata.ticket,
    replyTo,
    thread?.replies,
    mentions.userIds,
    pinned,
    poll?.options,
    previews,
    forwarded,
  ]
  // @ts-expect-error a number is no text
  const wrong: string = message.number
  return [key, by, content, times, counts, files, about, wrong].join(' ')
}

async function procedures(trpc: Trpc): Promise<Snapshot> {
  const users: User[] = await trpc.users.search.query({ query: 'ad' })
  // @ts-expect-error the server wants to know which message
  await trpc.messages.get.query({ channelId: users[0]?.id ?? '' })
  // @ts-expect-error there is no such procedure
  await trpc.messages.fetch.query({})
  const page = await trpc.messages.list.query({ channelId: 'id', limit: limits.pageMax })
  const content: string | undefined = page.messages[0]?.content
  // @ts-expect-error so it is no number
  const wrong: number | undefined = page.messages[0]?.content
  console.log(content, wrong)
  const [me, channels] = await Promise.all([trpc.auth.me.query(), trpc.channels.list.query()])
  return { me, channels, timelines: { id: page } }
}

/** When an event is added, `event` is no longer `never` here, and this does not compile: somebody decides about it. */
export function describe(event: ServerEvent): string {
  switch (event.type) {
    case 'hello':
      return event.epoch
    case 'message':
      return event.message.content
    case 'channel':
    case 'joined':
      return event.channel.name ?? ''
    case 'member':
      return event.member.userId
    case 'user':
    case 'me':
      return event.user.username
    case 'typing':
      return event.userId
    case 'receipt':
    case 'marker':
      return String(event.readNumber)
    case 'left':
      return event.channelId
    case 'notify':
      return event.notify
    case 'draft':
      return event.draft.content
    case 'block':
      return event.userId
    case 'scheduled':
      return event.scheduled.content
    case 'reminder':
      return event.reminder.state
    case 'saved':
      return event.saved.savedAt
    case 'group':
      return event.group.handle
    case 'invited':
      return event.invitation.state
    default: {
      const none: never = event
      return none
    }
  }
}
