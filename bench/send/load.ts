// The clients, in a process of their own.
import { WireClient } from '../calls/client.ts'
import { answer } from '../process/remote.ts'
import { channelOf, clientIdOf, contentOf, type SendPlan, type Sent, sendAll } from './plan.ts'

let clients: WireClient[] = []

const verbs = {
  async connect({ url, tokens }: { url: string; tokens: string[] }): Promise<void> {
    clients = await Promise.all(tokens.map((token) => WireClient.open(url, token)))
  },
  /** Over the sockets that are open, one for each sender. */
  send: (plan: SendPlan): Promise<Sent> =>
    sendAll(plan, async (sender, place) => {
      const input = { channelId: channelOf(plan, place), clientId: clientIdOf(plan, place), content: contentOf(place) }
      const message = await clients[sender]?.call<{ number: number }>('mutation', 'messages.send', input)
      if (message === undefined) throw new Error(`sender ${sender} has no socket`)
      return message.number
    }),
  close(): void {
    for (const client of clients) client.close()
    clients = []
  },
}
export type LoadVerbs = typeof verbs

answer(verbs)
