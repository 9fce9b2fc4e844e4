import { connect, register } from '@chime/testing/stock-client'

/** Somebody who uses an outside app, and Ada, who uses none and has written to them. */
export async function room(url: string) {
  const [ada, user] = await Promise.all([register(url, 'ada'), register(url, 'user')])
  const { trpc, close } = connect(url, ada.token)
  const memberIds = [user.user.id]
  const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: 'The shop', memberIds })
  const say = (content: string) => trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })
  await say('May I help you?')
  return {
    channelId,
    user,
    say,
    /** What the app says, as Ada reads it. */
    heard: async () => (await trpc.messages.list.query({ channelId })).messages.map(({ content }) => content),
    /** What a server that renders pages reads for the user. */
    async snapshot() {
      const { trpc, close } = connect(url, user.token)
      const [me, channels] = await Promise.all([trpc.auth.me.query(), trpc.channels.list.query()])
      const timelines = { [channelId]: await trpc.messages.list.query({ channelId }) }
      await close()
      return { me, channels, timelines }
    },
    address: (page: string) => `${page}/?${new URLSearchParams({ url, token: user.token, channel: channelId })}`,
    close,
  }
}
