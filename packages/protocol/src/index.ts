/**
 * What server and client say to each other: schemas, events, errors and limits. Nothing here does I/O.
 *
 * @module @chime/protocol
 */
export * from './admin.ts'
export * from './attachment.ts'
export * from './auth.ts'
export * from './block.ts'
export * from './channel.ts'
export * from './client-limits.ts'
export * from './config.ts'
export { contract, type Procedure } from './contract.ts'
export * from './direction.ts'
export * from './draft.ts'
export * from './emoji.ts'
export * from './emoji-sequence.ts'
export * from './errors.ts'
export * from './event.ts'
export {
  type ChannelKey,
  type IdKey,
  id,
  type MessageKey,
  number,
  revision,
  text,
  time,
  type UserKey,
} from './fields.ts'
export * from './filter.ts'
export * from './fold.ts'
export * from './group.ts'
export * from './invitation.ts'
export * from './invite.ts'
export * from './limits.ts'
export * from './locale.ts'
export * from './log.ts'
export * from './member.ts'
export * from './message.ts'
export * from './notice.ts'
export * from './passkey.ts'
export * from './poll.ts'
export * from './presence.ts'
export * from './preview.ts'
export * from './reaction.ts'
export * from './read-marker.ts'
export * from './reminder.ts'
export * from './report.ts'
export * from './saved.ts'
export * from './scheduled.ts'
export type { Schema, Schemas } from './schema.ts'
export * from './search.ts'
export * from './thread.ts'
export * from './two-factor.ts'
export * from './user.ts'
export * from './user-event.ts'
export * from './user-stream.ts'
export * from './username.ts'
export * from './visible.ts'
