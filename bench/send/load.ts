// A process with all clients.
import { RawTrpcClient } from '../calls/raw-trpc-client.ts'
import { answer } from '../process/child-program.ts'
import { channelOf, clientIdOf, contentOf, type SendPlan, type Sent, sendAll } from './plan.ts'

let clients: RawTrpcClient[] = []

const methods = {
  async connect({ url, tokens }: { url: string; tokens: string[] }): Promise<void> {
    clients = await Promise.all(tokens.map((token) => RawTrpcClient.open(url, token)))
  },
  /** Sends over the open sockets. There is one for each sender. */
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
export type LoadMethods = typeof methods

answer(methods)
