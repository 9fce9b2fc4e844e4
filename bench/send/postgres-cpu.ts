import { readdir, readFile } from 'node:fs/promises'

/** Linux counts the time of processes in hundredths of a second. */
const usPerTick = 10_000

/** User and system time of the server's processes that live, in µs; null where there is no /proc. */
export async function postgresCpuUs(postmaster: number): Promise<number | null> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  if (pids.length === 0) return null
  let ticks = 0
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // After the name, which may hold anything: state, parent, …; the 12th and 13th are user and system time.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(fields[1]) === postmaster || Number(pid) === postmaster) ticks += Number(fields[11]) + Number(fields[12])
  }
  return ticks * usPerTick
}
