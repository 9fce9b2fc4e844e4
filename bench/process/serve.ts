import { type EventLoopUtilization, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { answer } from './child-program.ts'
import { eventJson } from './event.ts'

export type ServerOptions = {
  databaseUrl: string
  /** Set when the implementation runs on two nodes. */
  redisUrl: string | null
  /** The channel of the audience. */
  channelId: string
}

/** A running server: its URL, and how to publish an event to all subscribers of the channel, on every node. */
export type StartedServer = { url: string; publish(eventJson: string): void }

export type Usage = {
  /** User and system time of all threads of this process, in µs. */
  cpuUs: number
  elapsedMs: number
  /** How busy the event loop was, from 0 to 1. */
  utilisation: number
}

export type Memory = { rssBytes: number; heapBytes: number /** Heap and what it holds outside. */; heldBytes: number }

export type ServerMethods = {
  start(options: ServerOptions): Promise<{ url: string }>
  /** Makes the events in advance, so that making them is not measured. */
  prepare(plan: { from: number; events: number }): void
  begin(): void
  /** Publishes the prepared events: `burst` of them in one turn of the event loop, then a pause. */
  publish(plan: { burst: number; pauseMs: number }): Promise<void>
  end(): Usage
  memory(): Promise<Memory>
}

/** The main function of every server program. */
export function serve(start: (options: ServerOptions) => Promise<StartedServer>): void {
  let server: StartedServer | null = null
  let prepared: string[] = []
  let began: { cpu: NodeJS.CpuUsage; at: number; loop: EventLoopUtilization } | null = null
  const methods: ServerMethods = {
    async start(options) {
      server = await start(options)
      return { url: server.url }
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
        for (const event of events.slice(i, i + burst)) server?.publish(event)
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
  answer(methods)
}
