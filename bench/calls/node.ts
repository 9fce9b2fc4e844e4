import { startProgram } from '../process/child-program.ts'
import type { ServerMethods } from '../process/serve.ts'

/**
 * Starts a server in a process of its own, on this database: a node of Chime, or another program that calls `serve`.
 *
 * @param program its path in the folder of the benchmarks
 */
export async function startNode(databaseUrl: string, program = 'process/chime-node.ts') {
  const running = startProgram<ServerMethods>(program)
  const { url } = await running.call('start', { databaseUrl, redisUrl: null, channelId: '' })
  return {
    url,
    pid: running.pid,
    /** Measures the server process while `work` runs. */
    async measured<T>(work: () => Promise<T>) {
      await running.call('begin')
      const value = await work()
      return { value, usage: await running.call('end') }
    },
    stop: () => running.stop(),
  }
}
