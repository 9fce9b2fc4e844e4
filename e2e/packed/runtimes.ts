import { connect, register } from '@chime/testing/stock-client'
import { run } from './run.ts'

/**
 * Runs the script of an outside app against a real server, while somebody else answers what it says.
 *
 * @param options.before options of the runtime
 * @param options.after what the script is given after its channel
 * @returns its exit code and what it printed
 */
export async function chat(
  url: string,
  folder: string,
  command: string,
  { before = [], after = [] }: { before?: string[]; after?: string[] } = {},
): Promise<{ code: number | null; output: string }> {
  const [ada, script] = await Promise.all([register(url, 'ada'), register(url, 'script')])
  const { trpc, close } = connect(url, ada.token)
  const memberIds = [script.user.id]
  const { id: channelId } = await trpc.channels.create.mutate({ kind: 'group', name: 'a group', memberIds })
  const stream = trpc.events.subscribe.subscribe(
    { channelIds: [channelId] },
    {
      onData: (events) => {
        const isAsked = events.some((event) => event.type === 'message' && event.message.userId === script.user.id)
        const answer = { channelId, clientId: crypto.randomUUID(), content: 'welcome' }
        if (isAsked) trpc.messages.send.mutate(answer)
      },
    },
  )
  try {
    const { username } = script.user
    const args = [...before, 'script/main.mjs', url, username, script.password, channelId, ...after]
    return await run(command, args, folder, { timeoutMs: 60_000 })
  } finally {
    stream.unsubscribe()
    await close()
  }
}

/** What the script prints when all went well. */
export const wentWell = { code: 0, output: '{"number":1,"answer":"welcome","channels":1}\n' }
