import { arch, cpus, platform, totalmem } from 'node:os'

export type Machine = { cpu: string; cores: number; memoryGb: number; os: string; node: string }

/** The machine on which the figures were measured. */
export function machine(): Machine {
  const all = cpus()
  return {
    cpu: all[0]?.model.replace(/\s+/g, ' ').trim() ?? 'unknown',
    cores: all.length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${arch()}`,
    node: process.versions.node,
  }
}
