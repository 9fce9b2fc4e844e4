import { type ChimeServer, startChimeServer } from '@chime/testing/process/chime-server'
import { connect, register } from '@chime/testing/stock-client'
import type { Connect, Plugin } from 'vite'

/** A running node, and how a scene gets in: as whom, and to which channel and message. */
export type GalleryNode = { url: string; token: string; channelId: string; number: number }

/**
 * A plugin of Vite that starts a node when a scene asks for it (`/node.json`), with people and messages to look at.
 * `stop` ends it.
 */
export function galleryNode(): { plugin: Plugin; stop: () => Promise<void> } {
  let started: Promise<{ answer: GalleryNode; stop: () => Promise<void> }> | null = null
  const serve = (middlewares: Connect.Server) => {
    middlewares.use('/node.json', (req, res, next) => {
      started ??= startNode(`http://${req.headers.host}`)
      started.then(({ answer }) => {
        res.setHeader('content-type', 'application/json')
        res.end(JSON.stringify(answer))
      }, next)
    })
  }
  return {
    plugin: {
      name: 'chime-gallery-node',
      configureServer: (server) => serve(server.middlewares),
      configurePreviewServer: (server) => serve(server.middlewares),
    },
    stop: async () => (await started)?.stop(),
  }
}

/** @param origin of the gallery, which is another one than that of the node */
async function startNode(origin: string) {
  const server = await startChimeServer({ ALLOWED_ORIGINS: origin })
  const people = await Promise.all(['ada', 'ben', 'chloe'].map((name) => signUp(server, name)))
  const place = await talk(people)
  return {
    answer: { url: server.url, ...place },
    stop: async () => {
      for (const { close } of people) close()
      await server.close()
    },
  }
}

type Person = Awaited<ReturnType<typeof signUp>>

async function signUp({ url }: ChimeServer, name: string) {
  const { user, token } = await register(url, name)
  const { trpc, close } = connect(url, token)
  const say = (channelId: string, content: string) =>
    trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content })
  return { user, token, trpc, close, say }
}

/** People write to each other about a parcel. */
async function talk([ada, ben, chloe]: Person[]): Promise<Omit<GalleryNode, 'url'>> {
  if (!ada || !ben || !chloe) throw new Error('It takes three people')
  await ada.trpc.users.update.mutate({ fullName: 'Ada Lovelace', statusText: 'Writing notes' })
  await ben.trpc.users.update.mutate({ fullName: 'Ben Okri' })
  await chloe.trpc.users.update.mutate({ fullName: 'Chloé Martin' })
  const memberIds = [ben.user.id, chloe.user.id]
  const { id: channelId } = await ada.trpc.channels.create.mutate({
    kind: 'group',
    name: 'Support',
    description: 'Ask us anything.',
    memberIds,
  })
  await ada.trpc.channels.create.mutate({ kind: 'public', name: 'News', memberIds })
  const { id: directId } = await ben.trpc.channels.openDirect.mutate({ userId: ada.user.id })
  await ben.say(directId, 'Did you see my question?')
  await ben.say(channelId, 'Hello! The parcel from **last week** has not come yet.')
  const { number } = await ada.say(channelId, 'Let me look. What is the number of your order?')
  const clientId = crypto.randomUUID()
  await ben.trpc.messages.send.mutate({ channelId, clientId, content: 'It is 4711.', replyTo: number })
  await chloe.trpc.messages.react.mutate({ channelId, number, emoji: '👍' })
  await ada.trpc.messages.pin.mutate({ channelId, number })
  const thread = await chloe.trpc.channels.openThread.mutate({ channelId, number })
  await chloe.say(thread.id, 'I found it: it is at the customs.')
  await chloe.say(thread.id, 'They say that it goes on tomorrow.')
  await ada.trpc.polls.create.mutate({
    channelId,
    clientId: crypto.randomUUID(),
    question: 'Shall we send another one?',
    options: ['Yes', 'Wait until Friday'],
  })
  await chloe.say(channelId, 'I would wait.')
  return { token: ada.token, channelId, number }
}
