import { readdir, readFile } from 'node:fs/promises'

/** Linux reports the CPU time of processes in hundredths of a second. */
const usPerTick = 10_000

/** User and system time of all processes of the server, also of those that have ended, in µs; null when there is no /proc. */
export async function postgresCpuUs(postmaster: number): Promise<number | null> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  if (pids.length === 0) return null
  let ticks = 0
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    // The fields after the name, which may contain anything: state, parent, …. From the 12th on: user and system time of the
    // process, then of its children that have ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [own, children] = [sum(fields.slice(11, 13)), sum(fields.slice(13, 15))]
    if (Number(pid) === postmaster) ticks += own + children
    else if (Number(fields[1]) === postmaster) ticks += own
  }
  return ticks * usPerTick
}

const sum = (fields: string[]): number => fields.reduce((total, field) => total + Number(field), 0)
