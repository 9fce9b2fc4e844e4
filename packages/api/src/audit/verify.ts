import { type Database, schema } from '@chime/db'
import { asc, gt } from 'drizzle-orm'
import { hashOf, noHash } from './entry.ts'

const { auditEntries } = schema

const pageSize = 1_000
/** After so many it is clear that something is wrong. */
const faultsMax = 20

/** The last entry at some time, as it stands in the server's log. */
export type Head = { number: number; hash: string }
type Verdict = {
  /** How many entries there are. */
  entries: number
  head: Head | null
  /** What is wrong, in words; the first of it, if it is much. */
  faults: string[]
}

/**
 * Reads the whole audit log and finds what was changed, removed or inserted by somebody who did not have the key.
 *
 * @param logged a head that the server logged earlier. Without one, nobody sees that the newest entries were removed
 */
export async function verifyAudit({ drizzle }: Database, key: string, logged: Head | null): Promise<Verdict> {
  const faults: string[] = []
  let head: Head = { number: 0, hash: noHash }
  let entries = 0
  let isLoggedThere = logged === null
  for (;;) {
    const rows = await drizzle
      .select()
      .from(auditEntries)
      .where(gt(auditEntries.number, head.number))
      .orderBy(asc(auditEntries.number))
      .limit(pageSize)
    for (const row of rows) {
      const { number, hash } = row
      if (number !== head.number + 1) faults.push(missing(head.number + 1, number - 1))
      else if (hash !== hashOf(key, head.hash, row)) faults.push(broken(number))
      if (number === logged?.number) {
        isLoggedThere = true
        if (hash !== logged.hash) faults.push(`Entry ${number} is not the one that stands in the server's log.`)
      }
      head = { number, hash }
      entries++
    }
    if (rows.length < pageSize || faults.length >= faultsMax) break
  }
  if (logged && !isLoggedThere && head.number < logged.number) faults.push(missing(head.number + 1, logged.number))
  return { entries, head: entries === 0 ? null : head, faults: faults.slice(0, faultsMax) }
}

const missing = (from: number, to: number) =>
  from === to ? `Entry ${from} was removed.` : `Entries ${from} to ${to} were removed.`

const broken = (number: number) =>
  `Entry ${number} does not follow from the one before it: it was changed or inserted, one before it was removed and ` +
  'the rest numbered anew, or it was written with another key.'
