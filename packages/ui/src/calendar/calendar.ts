/** The reader's date, time zone and language. It is the same object until one of them changes. */
export type Calendar = {
  /** As in `Intl`: "Europe/Berlin". */
  readonly zone: string
  /** Local midnight at which today begins, in milliseconds since the epoch. */
  readonly today: number
  /** In which dates and numbers are written, as a BCP 47 tag. Undefined: as the browser does. */
  readonly language: string | undefined
}

const minuteMs = 60_000
/** What may come with a machine that wakes, or with a reader who comes back from a journey. */
const wakeEvents = ['focus', 'pageshow', 'online', 'visibilitychange'] as const

let language: string | undefined
let calendar = read()
let minute = minuteNow()
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

/**
 * The one clock from which everything is drawn that depends on the reader's date, zone or the time that has passed. It
 * looks at every full minute (midnight is one), and whenever the page is looked at again: while a machine sleeps, its
 * timers do not run.
 */
export const clock = {
  calendar: (): Calendar => calendar,
  /** The number of full minutes since the epoch. */
  minute: (): number => minute,
  /** Chooses in which language dates and numbers are written. Null: as the browser does. */
  setLanguage(chosen: string | null): void {
    language = chosen ?? undefined
    turn()
  },
  /** Calls back when the date, the zone, the language or the minute has changed. Returns a function that ends it. */
  subscribe(listener: () => void): () => void {
    listeners.add(listener)
    if (listeners.size === 1) start()
    return () => {
      listeners.delete(listener)
      if (listeners.size === 0) stop()
    }
  },
}

function start(): void {
  for (const type of wakeEvents) window.addEventListener(type, look, true)
  look()
}

function stop(): void {
  for (const type of wakeEvents) window.removeEventListener(type, look, true)
  clearTimeout(timer)
}

function look(): void {
  clearTimeout(timer)
  turn()
  // Chrome may run a timer some milliseconds early.
  timer = setTimeout(look, minuteMs - (Date.now() % minuteMs) + 5)
}

function turn(): void {
  const now = read()
  const hasTurned = now.zone !== calendar.zone || now.today !== calendar.today || now.language !== calendar.language
  if (hasTurned) calendar = now
  const isLater = minute !== minuteNow()
  minute = minuteNow()
  if (hasTurned || isLater) for (const listener of [...listeners]) listener()
}

function read(): Calendar {
  // A new formatter each time: one that exists keeps the zone in which it was made.
  const { timeZone: zone } = new Intl.DateTimeFormat().resolvedOptions()
  return { zone, today: new Date().setHours(0, 0, 0, 0), language }
}

function minuteNow(): number {
  return Math.floor(Date.now() / minuteMs)
}
