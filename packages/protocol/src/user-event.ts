import type { EventOf, ServerEvent } from './event.ts'

/**
 * The types of the events on a user's own stream, which nobody else receives. Every event of these types is a step of
 * that stream, with `after` and `revision`.
 *
 * They are apart from the schemas so that a client can read this list without loading zod.
 */
export const userEventTypes = [
  'joined',
  'left',
  'marker',
  'notify',
  'draft',
  'block',
  'scheduled',
  'reminder',
  'saved',
  'invited',
  'me',
] as const satisfies readonly ServerEvent['type'][]

export type UserEvent = EventOf<(typeof userEventTypes)[number]>

/** Whether an event is a step of the user's own stream. */
export const isUserEvent = (event: ServerEvent): event is UserEvent =>
  userEventTypes.some((type) => type === event.type)
