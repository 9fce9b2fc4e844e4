import { setTimeout as sleep } from 'node:timers/promises'
import type * as Client from '@chime/client'
import { type Random, seeded } from '@chime/testing/random'
import { waitUntil } from '@chime/testing/wait-until'
import type { HistoryWriter } from '../history/writer.ts'
import { chimeClient } from './chime.ts'
import type { ClientSpec, Fixture } from './fixture.ts'
import { mutateOverHttp } from './over-http.ts'
import { RandomUser } from './random-user.ts'
import type { RecordedClient } from './recorded-client.ts'
import { recordedConnection } from './recorded-connection.ts'
import { Recorder } from './recorder.ts'
import { stockClient } from './stock.ts'

const startWithinMs = 60_000
const guestStaysMs = 8_000
/** A guest goes on listening after its session has ended: nothing may reach it any more. */
const guestListensMs = 5_000
const logoutTries = 40

/** The clients that one worker runs. */
export class ClientPool {
  readonly fixture: Fixture
  readonly #client: Pick<typeof Client, 'createChime'>
  readonly #writer: HistoryWriter
  readonly #random: Random
  readonly #clients = new Map<string, RecordedClient>()
  readonly #running = new Set<Promise<unknown>>()
  readonly #away = new Set<string>()
  /** Clients that have connected and loaded everything. */
  readonly #ready = new WeakSet<RecordedClient>()
  readonly #specs: ClientSpec[]
  readonly randomUsers: RandomUser[]
  #guests: ClientSpec[]
  #stop = new AbortController()

  constructor(
    fixture: Fixture,
    specs: ClientSpec[],
    client: Pick<typeof Client, 'createChime'>,
    writer: HistoryWriter,
    seed: number,
  ) {
    this.fixture = fixture
    this.#client = client
    this.#writer = writer
    this.#random = seeded(seed)
    this.#guests = specs.filter(({ role }) => role === 'guest')
    this.#specs = specs.filter(({ role }) => role !== 'guest')
    this.randomUsers = this.#specs
      .filter(({ role }) => role === 'regular')
      .map((spec) => new RandomUser(spec, fixture, () => this.find(spec.client), this.#random.fork()))
  }

  find(client: string): RecordedClient | null {
    return this.#clients.get(client) ?? null
  }

  /** The clients with one of these roles that are connected and have loaded everything. */
  present(...roles: ClientSpec['role'][]): { spec: ClientSpec; client: RecordedClient }[] {
    return this.#specs.flatMap((spec) => {
      const client = this.#clients.get(spec.client)
      return client && this.#ready.has(client) && roles.includes(spec.role) ? [{ spec, client }] : []
    })
  }

  async start(): Promise<void> {
    await Promise.all(this.#specs.map((spec) => this.#connect(spec)))
  }

  /**
   * Starts random calls by all users, visits of guests, and long absences.
   *
   * @param meanMs the mean time between two calls of one client
   */
  startLoad(meanMs: number, guestEveryMs: number, awayMs: number): void {
    this.#stop = new AbortController()
    const { signal } = this.#stop
    for (const user of this.randomUsers) this.run(user.play(meanMs, signal))
    this.run(this.#admitGuests(guestEveryMs, signal))
    for (const spec of this.#specs.filter(({ comesAndGoes }) => comesAndGoes)) this.#disconnectForLong(spec, awayMs)
  }

  /** Keeps a promise that `stopLoad` has to wait for. */
  run(work: Promise<unknown>): void {
    const kept = work
      .catch((error: unknown) => console.error('faults worker:', error))
      .finally(() => this.#running.delete(kept))
    this.#running.add(kept)
  }

  /** No client begins anything new. Resolves when everything that was begun is done. */
  async stopLoad(): Promise<void> {
    this.#stop.abort()
    while (this.#running.size > 0) await Promise.race(this.#running)
  }

  /** Whether any client is still loading something. */
  isBusy(): boolean {
    return [...this.#clients.values()].some((client) => client.isBusy())
  }

  /** Another client of the same session, which has just connected and loaded everything. It writes no history. */
  async fresh(spec: ClientSpec): Promise<RecordedClient> {
    const client = this.#make(spec, null)
    await within(startWithinMs, client.start(), `${spec.client} (fresh)`)
    await waitUntil(() => !client.isBusy(), { timeoutMs: startWithinMs })
    return client
  }

  async closeAll(): Promise<void> {
    await this.stopLoad()
    await Promise.all([...this.#clients.values()].map((client) => client.close()))
    this.#clients.clear()
  }

  async #connect(spec: ClientSpec): Promise<void> {
    const client = this.#make(spec, this.#writer)
    this.#clients.set(spec.client, client)
    const entered = client.start().then(() => void this.#ready.add(client))
    await within(startWithinMs, entered, spec.client)
  }

  #make(spec: ClientSpec, writer: HistoryWriter | null): RecordedClient {
    const { ports } = this.fixture
    const probes = this.#specs.filter(({ role }) => role === 'probe')
    const fixed = spec.role === 'probe'
    const first = fixed ? probes.indexOf(spec) : this.fixture.specs.indexOf(spec)
    const connection = recordedConnection(spec.client, writer, { ports, first, fixed })
    const { client, userId, sessionId, kind } = spec
    const recorder = new Recorder({ client, userId, sessionId, kind }, writer)
    return kind === 'chime'
      ? chimeClient(this.#client, spec, this.fixture, recorder, connection)
      : stockClient(spec, this.fixture, recorder, connection)
  }

  /** Disconnects the client for so long that others must see it. It comes back by itself, perhaps only in the next round. */
  #disconnectForLong(spec: ClientSpec, awayMs: number): void {
    if (this.#away.has(spec.client)) return
    this.#away.add(spec.client)
    void (async () => {
      await sleep(this.#random.between(2_000, 6_000))
      const client = this.#clients.get(spec.client)
      this.#clients.delete(spec.client)
      await client?.close()
      await sleep(awayMs * this.#random.between(1, 1.4))
      await this.#connect(spec)
    })()
      .catch((error: unknown) => console.error('faults worker:', error))
      .finally(() => this.#away.delete(spec.client))
  }

  async #admitGuests(everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await sleep(everyMs * this.#random.between(0.5, 1.5), undefined, { signal }).catch(() => {})
      const guest = signal.aborted ? undefined : this.#guests.shift()
      if (guest) this.run(this.#visit(guest))
    }
  }

  async #visit(spec: ClientSpec): Promise<void> {
    const client = this.#make(spec, this.#writer)
    // Faults may keep it from ever connecting. Its session ends in any case.
    const entered = client.start()
    await Promise.race([entered, sleep(guestStaysMs)])
    await new RandomUser(spec, this.fixture, () => client, this.#random.fork()).play(
      700,
      AbortSignal.timeout(guestStaysMs / 2),
    )
    const other = this.present('regular').find((one) => one.spec.userId === spec.userId)
    const byOther = other !== undefined && this.#random.next() < 0.4
    for (let attempt = 0; attempt < logoutTries; attempt++) {
      const port = this.#random.pick(this.fixture.ports)
      const { outcome } = byOther
        ? await mutateOverHttp(other.client.recorder, {
            port,
            token: other.spec.token,
            procedure: 'auth.revokeSession',
            input: { id: spec.sessionId },
          })
        : await mutateOverHttp(client.recorder, {
            port,
            token: spec.token,
            procedure: 'auth.logout',
            input: undefined,
          })
      if (outcome !== 'unknown') break
      await sleep(500)
    }
    await sleep(guestListensMs)
    await client.close()
  }
}

async function within<T>(ms: number, work: Promise<T>, who: string): Promise<T> {
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error(`${who} did not get in within ${ms} ms`)), ms).unref(),
  )
  return Promise.race([work, late])
}
