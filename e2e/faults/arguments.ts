import { parseArgs } from 'node:util'

export type Arguments = {
  seed: number
  /** How long people chat while things break, including the pauses in which their views are compared. */
  minutes: number
  rounds: number | null
  /** Whether faults last as long as they do in production, as in a run of half an hour. */
  full: boolean
  only: string | null
  /** Where the history is kept; null to delete it. */
  keep: string | null
  report: string | null
  broken: string | null
  help: boolean
}

export const usage = `npm run faults -- [options]
  --minutes <n>   how long (default 3; from 10 on, faults last as long as in life)
  --rounds <n>    instead of minutes
  --seed <n>      the same seed draws the same faults (default: by chance)
  --only <fault>  one kind of fault
  --keep <file>   keeps the history
  --report <file> writes the figures as JSON
  --broken <name> half a minute of a build that breaks a promise on purpose, or of 'all' of them: it must turn red
  --full          the long forms of the faults, also in a short run`

const fullFromMinutes = 10

/** @throws Error that tells the person who typed the command what is wrong */
export function readArguments(given: string[]): Arguments {
  const { values } = parseArgs({
    args: given,
    options: {
      minutes: { type: 'string', default: '3' },
      rounds: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      keep: { type: 'string' },
      report: { type: 'string' },
      broken: { type: 'string' },
      full: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const number = (name: string, text: string) => {
    const value = Number(text)
    if (!Number.isFinite(value) || value <= 0) throw new Error(`--${name} ${text} is no number above 0`)
    return value
  }
  const minutes = number('minutes', values.minutes)
  return {
    minutes,
    seed: values.seed === undefined ? Math.floor(Math.random() * 1_000_000) + 1 : number('seed', values.seed),
    rounds: values.rounds === undefined ? null : number('rounds', values.rounds),
    full: values.full || minutes >= fullFromMinutes,
    only: values.only ?? null,
    keep: values.keep ?? null,
    report: values.report ?? null,
    broken: values.broken ?? null,
    help: values.help,
  }
}
