import { type Chime, createChime, failureOf, login, type SendFailed } from '@chime/client'
import { fileStorage } from '@chime/client/node'
import type config from './chime.config.ts'

// The examples of the README. A test compares them, and another runs them against a real server.

export async function connect(url: string, username: string, password: string): Promise<Chime> {
  // #region connect
  const { token, user } = await login(url, username, password)
  const chime = createChime({ url, token })
  chime.connect()
  await chime.ready()
  console.log(`${user.username} is in ${chime.channels.get().length} channels`)
  // #endregion
  return chime
}

export function listChannels(chime: Chime): () => void {
  // #region channels
  const show = () => {
    for (const { name, peer, membership } of chime.channels.get())
      console.log(name ?? peer?.username, membership?.unread, 'unread')
  }
  const unsubscribe = chime.channels.subscribe(show)
  show()
  // #endregion
  return unsubscribe
}

export async function send(chime: Chime, channelId: string): Promise<void> {
  // #region send
  const channel = chime.channel(channelId)
  const { done } = channel.send('The plan is ready') // shown at once, and sent when there is a connection
  const { number } = await done // the server has it
  await channel.send('So it is', { replyTo: number }).done
  // #endregion
}

export function listen(chime: Chime): () => void {
  // #region live
  const stop = chime.on('message', ({ channelId, message }) => {
    console.log(channelId, message.number, message.content)
  })
  // #endregion
  return stop
}

export function open(chime: Chime, channelId: string): () => void {
  // #region channel
  const channel = chime.channel(channelId)
  const close = channel.open()
  channel.on('message', ({ message }) => console.log(message.number, message.content))
  channel.timeline.subscribe(() => {
    const { status, items } = channel.timeline.get()
    if (status === 'ready') console.log(items.length, 'messages, without a gap')
  })
  // #endregion
  return close
}

export async function history(chime: Chime, channelId: string): Promise<void> {
  // #region history
  const channel = chime.channel(channelId)
  if (channel.timeline.get().hasBefore) await channel.loadBefore() // when somebody scrolls up

  // Or all of it, page by page, without a timeline:
  let before: number | undefined
  do {
    const { messages, hasBefore } = await chime.trpc.messages.list.query({ channelId, before, limit: 100 })
    for (const { number, content } of messages) console.log(number, content)
    before = hasBefore ? messages[0]?.number : undefined
  } while (before)
  // #endregion
}

export function typing(chime: Chime, channelId: string): () => void {
  // #region typing
  const { typing, notifyTyping } = chime.channel(channelId)
  notifyTyping() // at each keystroke: the server is told every three seconds at most
  const unsubscribe = typing.subscribe(() => console.log(typing.get().length, 'typing'))
  // #endregion
  return unsubscribe
}

export function presence(chime: Chime, userId: string): () => void {
  // #region presence
  const presence = chime.presence(userId)
  const unsubscribe = presence.subscribe(() => console.log(presence.get()?.status))
  // #endregion
  return unsubscribe
}

export async function upload(chime: Chime, channelId: string): Promise<void> {
  // #region upload
  const channel = chime.channel(channelId)
  const upload = channel.upload(new File(['a,b\n1,2\n'], 'figures.csv', { type: 'text/csv' }))
  upload.state.subscribe(() => console.log(upload.state.get().phase))
  // The message waits for its file. After a lost connection the upload continues by itself.
  await channel.send('The figures', { attachments: [upload] }).done
  // #endregion
}

export async function thread(chime: Chime, channelId: string, number: number): Promise<void> {
  // #region thread
  const thread = await chime.channel(channelId).thread(number)
  await thread.send('An answer').done
  console.log(chime.threads.get().length, 'threads followed')
  // #endregion
}

export async function search(chime: Chime): Promise<void> {
  // #region search
  for await (const { messages } of chime.search({ query: 'from:ann "next week"' }))
    for (const { number, content } of messages) console.log(number, content)
  // #endregion
}

export async function errors(chime: Chime, channelId: string): Promise<void> {
  // #region errors
  const channel = chime.channel(channelId)
  try {
    await channel.edit(1, 'Changed')
  } catch (error) {
    const { reason, message } = failureOf(error)
    console.log(reason, message) // FORBIDDEN, NOT_FOUND, RATE_LIMITED …: the list is closed
  }
  channel.send('Hello').done.catch((error: SendFailed) => {
    channel.retry(error.clientId) // it is a failed item of the timeline until `retry` or `discard`
  })
  // #endregion
}

export function draft(chime: Chime, channelId: string): () => void {
  // #region draft
  const channel = chime.channel(channelId)
  channel.setDraft('to be continued') // at each keystroke: it is saved within a second
  const unsubscribe = channel.draft.subscribe(() => console.log(channel.draft.get()?.content))
  // #endregion
  return unsubscribe
}

export async function metadata(url: string, token: string, channelId: string): Promise<Chime> {
  // #region metadata
  const chime = createChime<typeof config>({ url, token })
  chime.connect()
  await chime.channel(channelId).send('Fixed', { metadata: { ticket: 'T-17' } }).done
  // #endregion
  return chime as Chime
}

export function restart(url: string, token: string): Chime {
  // #region storage
  const chime = createChime({ url, token, storage: fileStorage('./unsent') })
  // #endregion
  return chime
}
