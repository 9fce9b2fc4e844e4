import type { Final } from '../../history/entry.ts'
import type { HistoryIndex } from '../history-index.ts'
import { Findings, type Verdict } from '../verdict.ts'

/** D9. Compares what a client knows that lived through the run with what a client of the same user knows that has just connected. */
export function asIfFresh(history: HistoryIndex): Verdict {
  const findings = new Findings(
    'D9',
    "a client's state after any history equals a fresh client's state",
    history.entries,
    ['clients'],
  )
  const finals = history.entries.flatMap((entry, place) => (entry.type === 'final' ? [{ final: entry, place }] : []))
  const fresh = finals.filter(({ final }) => final.role === 'fresh')
  for (const { final, place } of finals) {
    if (final.role === 'fresh') continue
    const others = freshFor(final, place, fresh)
    if (others.length === 0) findings.violation(`nobody fresh to compare ${final.client} with`, place)
    for (const other of others) {
      findings.fact('clients')
      const difference = differenceOf(final.state, other.final.state, '')
      if (difference !== null)
        findings.violation(`${final.client} and a fresh client differ: ${difference}`, place, other.place)
    }
  }
  return findings.verdict()
}

/** The next `fresh` state that is for this client. When none ever is, every one of its user. */
function freshFor(survivor: Final, place: number, fresh: readonly { final: Final; place: number }[]) {
  const named = fresh.filter(({ final }) => (final.of ?? final.client) === survivor.client)
  if (named.length > 0) return named.filter((one) => one.place > place).slice(0, 1)
  return fresh.filter(({ final }) => final.of === undefined && final.userId === survivor.userId)
}

/** Describes the first place in which two plain values differ; null when they are equal. */
function differenceOf(a: unknown, b: unknown, path: string): string | null {
  if (Object.is(a, b)) return null
  if (Array.isArray(a) && Array.isArray(b)) {
    // Items with ids are compared by id, so that a missing one is reported as missing, and not as different from the next.
    const [ours, theirs] = [byId(a), byId(b)]
    const keyed = ours !== null && theirs !== null ? differenceOf(ours, theirs, path) : null
    if (keyed !== null) return keyed
    for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
      const difference = differenceOf(a[i], b[i], `${path}[${i}]`)
      if (difference !== null) return difference
    }
    return null
  }
  if (isObject(a) && isObject(b)) {
    for (const key of [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()) {
      const difference = differenceOf(a[key], b[key], path === '' ? key : `${path}.${key}`)
      if (difference !== null) return difference
    }
    return null
  }
  return `${path || 'the whole'} is ${short(a)}, for the fresh one ${short(b)}`
}

function byId(list: readonly unknown[]): Record<string, unknown> | null {
  const named = list.flatMap((one) => {
    // Members have the id of their user.
    const id = isObject(one) ? (one.id ?? one.userId) : null
    return typeof id === 'string' ? [[id, one] as const] : []
  })
  const byId = Object.fromEntries(named)
  return Object.keys(byId).length === list.length ? byId : null
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const short = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > 120 ? `${text.slice(0, 120)}…` : text
}
