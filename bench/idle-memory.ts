// The server's memory for one connection that is subscribed and idle, measured at 1,000 and 5,000 connections.
// Run: npm run bench -- idle-memory [--quick]

import { createEnvironment, type Environment } from './process/environment.ts'
import {
  availableImplementations,
  type ImplementationName,
  implementations,
  startImplementation,
} from './process/implementations.ts'
import type { Memory } from './process/serve.ts'
import { quick } from './report/quick.ts'
import { report } from './report/report.ts'
import type { Cell } from './report/result.ts'
import { median } from './report/statistics.ts'

const sizes = quick ? [50] : [1_000, 5_000]
/** More runs at the smaller size, where the noise of the process is larger in proportion. */
const runs = quick ? [sizes] : [[1_000], [1_000], sizes]
/** So many connections come before the server counts as empty: what they load and compile belongs to the server. */
const warmUp = quick ? 5 : 100
const goalKb = 45

type PerConnection = { rssKb: number; heldKb: number }

const environment = await createEnvironment(Math.max(...sizes) + warmUp)
/** Prepared frames are left out: their connections are those of raw `ws`. */
const present = availableImplementations(environment).filter((name) => name !== 'prepared')
const figures = new Map<string, PerConnection[]>()
const key = (name: ImplementationName, size: number) => `${name} ${size}`
for (const run of runs) {
  for (const name of present) {
    for (const [size, kb] of await measure(name, environment, run)) {
      figures.set(key(name, size), [...(figures.get(key(name, size)) ?? []), kb])
    }
  }
}
await environment.stop()
await report(result(environment))

/** Starts a new server each time, because a process does not give all memory back that it once used. */
async function measure(
  name: ImplementationName,
  environment: Environment,
  sizes: number[],
): Promise<Map<number, PerConnection>> {
  const run = await startImplementation(name, environment)
  await run.connect(warmUp)
  const empty = await run.memory()
  const measured = new Map<number, PerConnection>()
  let connected = 0
  for (const size of sizes) {
    await run.connect(size - connected)
    connected = size
    measured.set(size, perConnection(empty, await run.memory(), size))
  }
  await run.stop()
  return measured
}

function perConnection(empty: Memory, full: Memory, connections: number): PerConnection {
  const kb = (of: 'rssBytes' | 'heldBytes') => (full[of] - empty[of]) / connections / 1_024
  return { rssKb: kb('rssBytes'), heldKb: kb('heldBytes') }
}

function figure(name: ImplementationName, size: number, of: keyof PerConnection): number {
  return median((figures.get(key(name, size)) ?? []).map((kb) => kb[of]))
}

function result({ versions }: Environment) {
  const goalSize = Math.max(...sizes)
  const [rss, held] = [figure('chime', goalSize, 'rssKb'), figure('chime', goalSize, 'heldKb')]
  const rows: Cell[][] = present.map((name) => [
    implementations[name].name,
    ...sizes.flatMap((size) => [figure(name, size, 'rssKb'), figure(name, size, 'heldKb')]),
  ])
  return {
    name: 'idle-memory',
    title: `Memory per idle subscribed connection, in KB`,
    command: 'npm run bench -- idle-memory',
    columns: ['server', ...sizes.flatMap((size) => [`RSS at ${size}`, `heap at ${size}`])],
    rows,
    goals: [
      {
        what: `memory per idle subscribed connection, at ${goalSize}`,
        goal: `<= ${goalKb} KB`,
        measured: `${rss.toFixed(1)} KB of RSS, ${held.toFixed(1)} KB of heap`,
        met: quick ? null : Math.max(rss, held) <= goalKb,
      },
    ],
    chart: {
      unit: 'KB of memory per idle subscribed connection',
      better: 'lower' as const,
      ratioTo: implementations.raw.name,
      groups: sizes.map((size) => ({
        label: `${size} connections`,
        bars: present.map((name) => ({
          label: implementations[name].name,
          value: Math.max(figure(name, size, 'rssKb'), figure(name, size, 'heldKb')),
          ours: name.startsWith('chime'),
        })),
      })),
    },
    notes: [
      `RSS is the resident memory of the server processes, all nodes together, after garbage collection, less that of the same servers with ${warmUp} connections, for each connection more; the median of three servers at 1,000. Heap is what JavaScript holds, with the buffers outside its heap. RSS below that means that connections took room which the server had from its start: then the heap tells what they need. The picture shows the larger of both.`,
      'Each connection is another signed-in person, who is in one channel and follows it.',
    ],
    versions,
  }
}
