import { z } from 'zod'
import { isVisible } from './visible.ts'

/** `String.isWellFormed` is younger than some browsers. A pair of surrogates is one character here and does not match. */
export const isWellFormed = (s: string): boolean => !/\p{Surrogate}/u.test(s)

/** What Postgres can store and every client can read: no U+0000, no lone surrogate. */
const storable = (schema: z.ZodString) =>
  schema
    .refine((s) => !s.includes('\u0000'), 'must not contain U+0000')
    .refine(isWellFormed, 'must not contain a lone surrogate')

/** @param max UTF-16 code units */
export const text = (max: number, min = 0) => storable(z.string().min(min).max(max))

const blank = 'must have a visible character'

/**
 * A text of which people see something. One of characters that nobody sees counts as empty, which only `min` of 0
 * allows.
 */
export const visibleText = (max: number, min = 1) =>
  storable(
    z
      .string()
      .overwrite((s) => (isVisible(s) ? s : ''))
      .min(min, blank)
      .max(max),
  )

/** A name as people see it in lists: one line, of which they see something. Spaces at its ends are taken off. */
export const line = (max: number) =>
  storable(
    z
      .string()
      .trim()
      .max(max)
      .refine(isVisible, blank)
      .refine((s) => !/[\r\n\u2028\u2029]/.test(s), 'must be one line'),
  )

/** Accepted in any case and turned into lower case, because ids are compared as text, in topics and in keys. */
export const id = z.uuid().toLowerCase()
/** A moment, with `Z` or an offset such as `+01:00`. */
export const time = z.iso.datetime({ offset: true })
/** The name of a time zone, as `Intl` of JavaScript knows it. */
export const timeZone = text(64, 1).refine(isTimeZone, 'must be a time zone such as Europe/Berlin')

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** The position of a message in its channel, counted from 1. */
export const number = z.int().positive()
/** A counter of changes that only grows. 0 is before the first change. */
export const revision = z.int().nonnegative()

/** Names one channel. */
export interface ChannelKey {
  channelId: string
}
export const channelKey = { channelId: id }

/** Names one message: its channel, and its number there. */
export interface MessageKey extends ChannelKey {
  number: number
}
export const messageKey = { channelId: id, number }

/** Names one person. */
export interface UserKey {
  userId: string
}
export const userKey = { userId: id }

/** Names one thing that has an id of its own. */
export interface IdKey {
  id: string
}
export const idKey = { id }
