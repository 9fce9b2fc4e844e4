import { connect, register } from '@chime/testing/stock-client'

const everyMs = 500
/** Far more than anybody waits on a quiet machine. Whoever waits longer has been shut out. */
const patienceMs = 20_000

export type Waits = { calls: number; failed: string[]; medianMs: number; worstMs: number }

/** Somebody who chats while the server is fed: sends a message and reads it again, twice a second. */
export async function startInnocent(url: string): Promise<{ stop(): Promise<Waits> }> {
  const { user, token } = await register(url, 'innocent')
  const { trpc, close } = connect(url, token)
  const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: 'quiet', memberIds: [] })
  const waits: number[] = []
  const failed: string[] = []
  const stopping = new AbortController()

  async function chat() {
    const startedMs = performance.now()
    const within = AbortSignal.timeout(patienceMs)
    try {
      const content = `${user.username} is here`
      const options = { signal: within }
      const { number } = await trpc.messages.send.mutate({ channelId, clientId: crypto.randomUUID(), content }, options)
      const { messages } = await trpc.messages.list.query({ channelId, limit: 1 }, options)
      if (messages[0]?.number !== number) failed.push(`message ${number} was not the last one`)
    } catch (error) {
      failed.push(String(error))
    }
    waits.push(performance.now() - startedMs)
  }

  const chatting = (async () => {
    while (!stopping.signal.aborted) {
      await chat()
      await new Promise((resolve) => setTimeout(resolve, everyMs))
    }
  })()
  return {
    async stop() {
      stopping.abort()
      await chatting
      await close()
      const sorted = waits.toSorted((a, b) => a - b)
      return {
        calls: waits.length,
        failed,
        medianMs: Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0),
        worstMs: Math.round(sorted.at(-1) ?? 0),
      }
    },
  }
}
