import { z } from 'zod'

/**
 * A string that Postgres can store and every client can read: no U+0000, no lone surrogate.
 *
 * @param max UTF-16 code units
 */
export const text = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((s) => !s.includes('\u0000'), 'must not contain U+0000')
    .refine((s) => s.isWellFormed(), 'must not contain a lone surrogate')

/** One line, no space at its ends, not empty: names that people see in lists. */
export const line = (max: number) =>
  text(max, 1).refine(
    (s) => s.trim() === s && !/[\r\n\u2028\u2029]/.test(s),
    'must be one line without space at its ends',
  )

/** In any case in, in lower case from there on: ids are compared as text, in topics and keys. */
export const id = z.uuid().toLowerCase()
export const time = z.iso.datetime()
/** A position in a channel, counted from 1. */
export const number = z.int().positive()
/** A counter that only grows; 0 is before the first change. */
export const revision = z.int().nonnegative()
