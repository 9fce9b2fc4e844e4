// The clients of a contestant, in a process of their own.
import { openClient } from './client.ts'
import type { DialectName } from './dialects.ts'
import { answer } from './remote.ts'
import type { Wire } from './wire.ts'

const retryMs = 50
const arriveWithinMs = 120_000
const liveWithinMs = 60_000

export type LoadVerbs = {
  /** A client for each token, taking turns among the nodes. Resolves when all of them are live. */
  connect(options: { dialect: DialectName; urls: string[]; tokens: string[]; atOnce: number }): Promise<void>
  /** Resolves when every client has every event up to this one. Rejects if that takes too long. */
  arrived(upTo: number): Promise<{ deliveries: number }>
  /** Cuts all links in one moment and connects all anew in the next. Resolves when all are live. */
  storm(): Promise<{ liveMs: number[]; retries: number }>
}

type Person = { url: URL; token: string; wire: Wire | null; isLive: boolean }

let people: Person[] = []
let dialect: DialectName = 'raw'
let deliveries = 0
let retries = 0
let target = Number.POSITIVE_INFINITY
let reached = 0
let allReached = Promise.withResolvers<void>()

/** The event that came last to them. */
const last = (person: Person) => person.wire?.reader.last ?? 0

/** Connects, again and again if need be, until the stream is live. */
async function bringLive(person: Person): Promise<void> {
  const ended = Promise.withResolvers<'ended'>()
  const { wire, live } = openClient(dialect, person.url, person.token, {
    event(sequence) {
      deliveries += 1
      if (sequence === target && ++reached === people.length) allReached.resolve()
    },
    end(why) {
      if (person.isLive) throw new Error(`a client lost its connection: ${why}`)
      ended.resolve('ended')
    },
  })
  wire.reader.last = last(person)
  person.wire = wire
  if ((await Promise.race([live, ended.promise])) !== 'ended') {
    person.isLive = true
    return
  }
  retries += 1
  await new Promise((resolve) => setTimeout(resolve, retryMs))
  return bringLive(person)
}

const verbs: LoadVerbs = {
  async connect({ dialect: spoken, urls, tokens, atOnce }) {
    dialect = spoken
    const nodes = urls.map((url) => new URL(url))
    const fresh = tokens.map((token, i): Person => {
      const url = nodes[i % nodes.length]
      if (url === undefined) throw new Error('no node')
      return { url, token, wire: null, isLive: false }
    })
    const turn = fresh.values()
    const takeTurns = async () => {
      for (const person of turn) await bringLive(person)
    }
    await Promise.all(Array.from({ length: atOnce }, takeTurns))
    people = [...people, ...fresh]
  },
  async arrived(upTo) {
    allReached = Promise.withResolvers()
    target = upTo
    reached = people.filter((person) => last(person) === upTo).length
    if (reached === people.length) allReached.resolve()
    const late = setTimeout(() => {
      const missing = people.reduce((sum, person) => sum + upTo - last(person), 0)
      allReached.reject(new Error(`${missing} deliveries did not arrive, of ${upTo} to ${people.length} clients`))
    }, arriveWithinMs)
    await allReached.promise
    clearTimeout(late)
    const counted = deliveries
    deliveries = 0
    return { deliveries: counted }
  },
  async storm() {
    retries = 0
    for (const person of people) {
      person.isLive = false
      person.wire?.cut()
    }
    const began = performance.now()
    const liveMs = people.map(async (person) => {
      await bringLive(person)
      return performance.now() - began
    })
    const late = setTimeout(() => {
      const dead = people.filter(({ isLive }) => !isLive).length
      throw new Error(`${dead} of ${people.length} clients did not come back, with ${retries} retries`)
    }, liveWithinMs)
    const value = { liveMs: await Promise.all(liveMs), retries }
    clearTimeout(late)
    return value
  },
}

answer(verbs)
