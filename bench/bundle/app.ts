// A small app as its authors would write it. The benchmark of bundles checks its types and takes the time.
import { createChime, failureOf, login } from '@chime/client'

export async function answerPings(url: string): Promise<void> {
  const { token } = await login(url, 'ada', 'correct horse battery staple')
  const chime = createChime({ url, token })
  chime.connect()
  await chime.ready()
  const { id } = await chime.trpc.channels.create.mutate({ kind: 'group', name: 'pings' })
  const channel = chime.channel(id)
  channel.open()
  channel.on('message', async ({ message }) => {
    if (message.content !== 'ping') return
    try {
      await channel.send('pong', { replyTo: message.number }).done
    } catch (error) {
      if (failureOf(error).reason === 'FORBIDDEN') channel.leave()
    }
  })
  for await (const { messages } of chime.search({ query: 'ping' })) console.log(messages.map(({ content }) => content))
}
