import { startProgram } from '../process/remote.ts'
import type { ServerVerbs } from '../process/serve.ts'

/** One node of Chime in a process of its own, on this database. */
export async function startNode(databaseUrl: string) {
  const program = startProgram<ServerVerbs>('process/chime-node.ts')
  const { url } = await program.call('start', { databaseUrl, redisUrl: null, channelId: '' })
  return {
    url,
    pid: program.pid,
    /** What the server process needs while this happens. */
    async measured<T>(work: () => Promise<T>) {
      await program.call('begin')
      const value = await work()
      return { value, usage: await program.call('end') }
    },
    stop: () => program.stop(),
  }
}
