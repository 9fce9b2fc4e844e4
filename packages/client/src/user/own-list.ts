import type { CallContext } from '../client-context.ts'
import { retryUntilDecided } from '../connection/retry-until-decided.ts'
import { failureOf } from '../failure.ts'
import { Derived } from '../readable.ts'
import type { Trpc } from '../trpc.ts'

export type Kind<Row> = {
  load(trpc: Trpc): Promise<readonly Row[]>
  key(row: Row): string
  /** Whether the row only says that it was removed. */
  isGone(row: Row): boolean
  /** How `all` is sorted. Not given for a list of which only `rows` is used. */
  compare?(a: Row, b: Row): number
}

/** The wait after the server failed repeatedly. */
const againMs = 15_000

/**
 * A list of rows that only the user may see. It is loaded once somebody wants it, and from then on kept up to date by
 * the events of the user's own stream. A row that arrives while the list is loading is applied to the loaded list once
 * more. It may be newer than the list; and if it is older, the event with the newer row is still to come.
 */
export class OwnList<Row> {
  /** The rows, sorted. The list is wanted while somebody subscribes to them. */
  readonly all: Derived<Row[]>
  readonly #context: CallContext
  readonly #kind: Kind<Row>
  readonly #onChange: () => void
  #rows: ReadonlyMap<string, Row> | null = null
  #isStale = false
  #wanted = 0
  #isLoading = false
  /** Rows that arrived while the list was loading. */
  #since: Row[] = []
  /** How many times the list was updated; tells whether something arrived during a call. */
  #updates = 0
  #generation = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param onChange called when `rows` is another map */
  constructor(context: CallContext, kind: Kind<Row>, onChange = () => {}) {
    this.#context = context
    this.#kind = kind
    this.all = new Derived(
      context.batch,
      () => [...(this.#rows?.values() ?? [])].sort(kind.compare),
      () => this.want(),
    )
    this.#onChange = () => {
      this.all.invalidate()
      onChange()
    }
  }

  /** Null: not wanted yet, or not loaded yet. */
  get rows(): ReadonlyMap<string, Row> | null {
    return this.#rows
  }

  get isWanted(): boolean {
    return this.#wanted > 0
  }

  /** Loads the list and keeps it up to date. Returns a function that ends it. */
  want(): () => void {
    this.#wanted++
    this.load()
    let isWanted = true
    return () => {
      if (isWanted) this.#wanted--
      isWanted = false
    }
  }

  /** Makes a call until the server has decided. The row that it changes comes with an event. */
  call<T>(call: (trpc: Trpc) => Promise<T>): Promise<T> {
    return retryUntilDecided(this.#context, call)
  }

  /**
   * Makes a call that changes a row, and applies the resulting row. If another update arrived during the call, the row
   * is not applied, since that update may be newer and says everything.
   */
  async change(call: (trpc: Trpc) => Promise<Row>): Promise<Row> {
    const updates = this.#updates
    const row = await this.call(call)
    if (updates === this.#updates) this.#context.batch.run(() => this.apply(row))
    return row
  }

  /** All rows, as the server reports them without being asked. An answer that is still being loaded is older. */
  receive(rows: readonly Row[]): void {
    this.#generation++
    this.#since = []
    this.#replace(rows)
  }

  /** Shows the rows that an earlier page had. They are loaded again as if they were not there. */
  showLast(rows: readonly Row[]): void {
    if (this.#rows) return
    this.#isStale = true
    this.#rows = new Map(rows.map((row) => [this.#kind.key(row), row]))
    this.#onChange()
  }

  /** Applies the newest state of one row. */
  apply(row: Row): void {
    this.#updates++
    if (this.#isLoading) this.#since.push(row)
    if (this.#rows) this.#merge([row])
  }

  /** Something was missed that the server will not repeat, so the list is loaded again. It is shown until then. */
  invalidate(): void {
    this.#isStale = this.#rows !== null
    if (this.#isLoading) this.#generation++
    this.load()
  }

  /** Another user signed in: drops the rows. */
  forget(): void {
    this.#generation++
    this.#isStale = false
    this.#rows = null
    this.#onChange()
    this.load()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  /** Loads the list if it is wanted and not loaded. */
  load(): void {
    if (this.#wanted > 0 && (!this.#rows || this.#isStale) && !this.#isLoading) void this.#load()
  }

  async #load(): Promise<void> {
    const { batch, log } = this.#context
    const generation = this.#generation
    this.#isLoading = true
    this.#since = []
    clearTimeout(this.#timer)
    try {
      const rows = await retryUntilDecided(this.#context, this.#kind.load, () => generation === this.#generation)
      if (rows && generation === this.#generation) batch.run(() => this.#replace(rows))
    } catch (error) {
      const failure = failureOf(error)
      if (failure.kind === 'session') return
      log.info({ failure }, 'Chime: a list of mine could not be read')
      this.#timer = setTimeout(() => this.load(), againMs)
      return
    } finally {
      this.#isLoading = false
    }
    this.load()
  }

  #replace(rows: readonly Row[]): void {
    this.#updates++
    this.#isStale = false
    this.#rows = new Map(rows.map((row) => [this.#kind.key(row), row]))
    this.#merge(this.#since)
  }

  #merge(rows: readonly Row[]): void {
    const next = new Map(this.#rows)
    for (const row of rows) {
      const key = this.#kind.key(row)
      if (this.#kind.isGone(row)) next.delete(key)
      else next.set(key, row)
    }
    this.#rows = next
    this.#onChange()
  }
}
