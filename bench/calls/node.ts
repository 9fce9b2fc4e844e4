import { startProgram } from '../process/remote.ts'
import type { ServerVerbs } from '../process/serve.ts'

/**
 * A server in a process of its own, on this database: one node of Chime, or another program that calls `serve`.
 *
 * @param program from the folder of the benchmarks
 */
export async function startNode(databaseUrl: string, program = 'process/chime-node.ts') {
  const running = startProgram<ServerVerbs>(program)
  const { url } = await running.call('start', { databaseUrl, redisUrl: null, channelId: '' })
  return {
    url,
    pid: running.pid,
    /** What the server process needs while this happens. */
    async measured<T>(work: () => Promise<T>) {
      await running.call('begin')
      const value = await work()
      return { value, usage: await running.call('end') }
    },
    stop: () => running.stop(),
  }
}
