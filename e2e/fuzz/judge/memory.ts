import { waitUntil } from '@chime/testing/wait-until'
import { scrape } from '../../faults/cluster/metrics.ts'

/** Given to the server, so that it collects its garbage when it gets SIGUSR2. */
export const collecting = {
  NODE_OPTIONS: `--expose-gc --import ${new URL('../../faults/cluster/preload-collect-garbage.ts', import.meta.url).href}`,
}

const settleWithinMs = 30_000
const everyMs = 500

export type Holds = { heapMiB: number; residentMiB: number; sockets: number }

/** What the server holds after its garbage is collected, once the sockets that were closed are gone. */
export async function readMemory({ url, pid }: { url: string; pid: number }, socketsLeft: number): Promise<Holds> {
  const port = Number(new URL(url).port)
  let values = new Map<string, number>()
  const hasSettled = async () => {
    process.kill(pid, 'SIGUSR2')
    values = (await scrape(port, settleWithinMs)) ?? values
    return (values.get('chime_sockets') ?? 0) <= socketsLeft
  }
  await waitUntil(hasSettled, { timeoutMs: settleWithinMs, everyMs })
  const inMiB = (name: string) => Math.round((values.get(name) ?? 0) / 2 ** 20)
  return {
    heapMiB: inMiB('nodejs_heap_size_used_bytes'),
    residentMiB: inMiB('process_resident_memory_bytes'),
    sockets: values.get('chime_sockets') ?? 0,
  }
}
