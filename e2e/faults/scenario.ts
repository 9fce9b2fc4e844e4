import { chmodSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Random } from '@chime/testing/random'
import { packClient } from './clients/packed-client.ts'
import type { WorkerCommand } from './clients/worker-commands.ts'
import { startWorker, type Worker } from './clients/worker-process.ts'
import { startCluster } from './cluster/cluster.ts'
import { createFixture } from './cluster/fixture.ts'
import { readTables } from './cluster/tables.ts'
import { readUsage } from './cluster/usage.ts'
import { runClock } from './history/clock.ts'
import type { Entry } from './history/entry.ts'
import { mergeHistories, readHistory } from './history/merge.ts'
import { historyWriter } from './history/writer.ts'

/** Preloads and variables of nodes and workers: builds that are broken on purpose. */
export type Breakage = { imports: string[]; env: Record<string, string> }

const workerCount = 2

/**
 * What a fault run and a rehearsal have in common: a cluster, clients of it in worker processes, and the history that all
 * of them write. Whoever starts it calls `stop`, also when `addClients` or `finish` fails or is not waited for.
 *
 * @param options.name of the temporary folder in which everything lies
 * @param options.settleMs the N of the promises, for the history
 */
export async function startScenario({
  name,
  seed,
  random,
  settleMs,
  breakage,
  redisProgram,
}: {
  name: string
  seed: number
  random: Random
  settleMs: number
  breakage: Breakage
  redisProgram: string | undefined
}) {
  const folder = await mkdtemp(join(tmpdir(), name))
  // As root, Postgres runs as another user, who must get in.
  chmodSync(folder, 0o711)
  const startNs = process.hrtime.bigint()
  const now = runClock(startNs)
  // One of each worker's, and the runner's own.
  const files = Array.from({ length: workerCount + 1 }, (_, i) => join(folder, `history-${i}.jsonl`))
  const writer = historyWriter(files[workerCount] ?? '', now)
  const cluster = await startCluster(folder, { random, node: breakage, redisProgram })
  const workers: Worker[] = []
  let before: Awaited<ReturnType<typeof readUsage>> = []
  let channelIds: string[] = []
  const tellAll = (command: WorkerCommand) => Promise.all(workers.map((worker) => worker.ask(command)))
  const stop = async () => {
    await Promise.all(workers.map((worker) => worker.end()))
    await cluster.stop()
  }

  return {
    folder,
    cluster,
    workers,
    writer,
    now,
    /** Asks each worker. @returns their answers */
    tellAll,
    /**
     * Accounts, channels and clients; resolves when all clients that are there from the start know everything.
     *
     * @param sizes.longAbsences whether some stay away for so long that others must see it
     */
    async addClients(sizes: { guests: number; stormSockets: number; longAbsences: boolean }) {
      const client = await packClient(join(folder, 'packed'))
      const { fixture, setUp } = await createFixture(cluster, { seed, now, ...sizes })
      if (!sizes.longAbsences) for (const spec of fixture.specs) spec.comesAndGoes = false
      const clients = fixture.specs.map(({ client, userId, sessionId, kind }) => ({ client, userId, sessionId, kind }))
      writer.write({ at: 0, type: 'start', seed, nodes: cluster.nodes.length, settleMs, clients })
      for (const entry of setUp) writer.write(entry)
      channelIds = fixture.channels.map(({ id }) => id)
      before = await readUsage(cluster, 'before', null)
      for (const entry of before) writer.write(entry)
      for (let i = 0; i < workerCount; i++) {
        // Probes and the reader are with those who send past them.
        const specs = fixture.specs.filter(
          ({ role }, at) => (role === 'regular' || role === 'guest' ? at % workerCount : 1) === i,
        )
        const start = { fixture, specs, file: files[i] ?? '', startNs, client, seed: seed + i, ...breakage }
        workers.push(await startWorker(start, cluster.guard))
      }
      await tellAll({ do: 'start' })
      return fixture
    },
    /** Writes down the tables and what the nodes hold once all clients are gone. */
    async recordEnd() {
      for (const entry of await readTables(cluster, channelIds)) writer.write(entry)
      await tellAll({ do: 'leave' })
      for (const entry of await readUsage(cluster, 'after', before)) writer.write(entry)
    },
    /** After `stop`. @returns the whole history, and the file that holds it */
    async readAll(): Promise<{ file: string; entries: Entry[] }> {
      await writer.close()
      const file = join(folder, 'history.jsonl')
      await mergeHistories(files, file)
      const entries: Entry[] = []
      for await (const entry of readHistory(file)) entries.push(entry)
      return { file, entries }
    },
    stop,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  }
}
