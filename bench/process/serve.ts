import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventJson } from './event.ts'
import { answer } from './remote.ts'

export type ServerOptions = {
  databaseUrl: string
  /** Set when the contestant runs on two nodes. */
  redisUrl: string | null
  /** The channel that everybody is in. */
  channelId: string
}

/** A server that takes part: where it is, and how it tells an event to all who follow the channel, on whatever node. */
export type Contestant = { url: string; publish(eventJson: string): void }

export type Usage = {
  /** User and system time of this process, all its threads, in µs. */
  cpuUs: number
  elapsedMs: number
  /** 0 to 1: how busy the event loop was. */
  utilisation: number
}

export type Memory = { rssBytes: number; heapBytes: number /** Heap and what it holds outside. */; heldBytes: number }

export type ServerVerbs = {
  start(options: ServerOptions): Promise<{ url: string }>
  /** Makes events before they are needed: the making is not measured. */
  prepare(plan: { from: number; events: number }): void
  begin(): void
  /** Publishes what was prepared, `burst` events in one turn of the event loop, then a pause. */
  publish(plan: { burst: number; pauseMs: number }): Promise<void>
  end(): Usage
  memory(): Promise<Memory>
}

/** The main function of every server program. */
export function serve(start: (options: ServerOptions) => Promise<Contestant>): void {
  let contestant: Contestant | null = null
  let prepared: string[] = []
  let began: { cpu: NodeJS.CpuUsage; at: number; loop: EventLoopUtilization } | null = null
  const verbs: ServerVerbs = {
    async start(options) {
      contestant = await start(options)
      return { url: contestant.url }
    },
    prepare({ from, events }) {
      prepared = Array.from({ length: events }, (_, i) => eventJson(from + i))
    },
    begin() {
      began = { cpu: process.cpuUsage(), at: performance.now(), loop: performance.eventLoopUtilization() }
    },
    async publish({ burst, pauseMs }) {
      const events = prepared
      prepared = []
      for (let i = 0; i < events.length; i += burst) {
        for (const event of events.slice(i, i + burst)) contestant?.publish(event)
        await sleep(pauseMs)
      }
    },
    end() {
      if (began === null) throw new Error('end without begin')
      const { user, system } = process.cpuUsage(began.cpu)
      const { utilization } = performance.eventLoopUtilization(began.loop)
      return { cpuUs: user + system, elapsedMs: performance.now() - began.at, utilisation: utilization }
    },
    async memory() {
      for (let i = 0; i < 4; i += 1) {
        globalThis.gc?.()
        await sleep(100)
      }
      const { rss, heapUsed, external } = process.memoryUsage()
      return { rssBytes: rss, heapBytes: heapUsed, heldBytes: heapUsed + external }
    },
  }
  answer(verbs)
}
