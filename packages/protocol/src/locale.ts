import { z } from 'zod'
import type { Schema } from './schema.ts'

/** A time zone by its name in the IANA database. Offsets such as `+01:00` are refused: they know no summer time. */
export const timeZone: Schema<string> = z
  .string()
  .max(100)
  .regex(/^[A-Za-z]/, 'must be the name of a time zone, such as Europe/Berlin')
  .refine(isTimeZone, 'must be the name of a time zone, such as Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** A language by its BCP 47 tag, which is brought into its usual spelling: `de-ch` becomes `de-CH`. */
export const language: Schema<string> = z
  .string()
  .max(100)
  .refine((tag) => canonical(tag) !== undefined, 'must be a language, such as de-CH')
  .overwrite((tag) => canonical(tag) ?? tag)

function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0]
  } catch {
    return undefined
  }
}
