import type { Block, ChannelSummary, EventOf, Me, ServerEvent, UserChanges, UserEvent } from '@chime/protocol'
import type { UserData } from './user-data.ts'

/** Where the events of the user's own stream are applied. */
export interface UserEventTarget {
  applyMe(me: Me): void
  applySummary(summary: ChannelSummary): void
  applyLeft(channelId: string): void
  applyMarker(event: EventOf<'marker'>): void
  applyNotify(event: EventOf<'notify'>): void
  applyBlock(block: Block): void
  readonly userData: UserData
}

/**
 * What to do with each kind of event on the user's own stream (`userEventTypes` of the protocol lists them). An entry
 * says which row an event carries, which rows of this kind `users.changes` returns, and how a row is applied.
 */
const kinds = {
  me: kind(
    (event: EventOf<'me'>) => event.user,
    (missed) => (missed.me ? [missed.me] : []),
    (target, me) => target.applyMe(me),
  ),
  joined: kind(
    (event: EventOf<'joined'>) => event.channel,
    (missed) => missed.channels,
    (target, summary) => target.applySummary(summary),
  ),
  left: kind(
    (event: EventOf<'left'>) => event.channelId,
    (missed) => missed.left,
    (target, channelId) => target.applyLeft(channelId),
  ),
  // What was missed of these two is contained in the summaries of `joined`.
  marker: kind(
    (event: EventOf<'marker'>) => event,
    () => [],
    (target, event) => target.applyMarker(event),
  ),
  notify: kind(
    (event: EventOf<'notify'>) => event,
    () => [],
    (target, event) => target.applyNotify(event),
  ),
  draft: kind(
    (event: EventOf<'draft'>) => event.draft,
    (missed) => missed.drafts,
    ({ userData }, draft) => userData.drafts.apply(draft),
  ),
  block: kind(
    ({ userId, blocked }: EventOf<'block'>) => ({ userId, blocked }),
    (missed) => missed.blocks,
    (target, block) => target.applyBlock(block),
  ),
  scheduled: kind(
    (event: EventOf<'scheduled'>) => event.scheduled,
    (missed) => missed.scheduled,
    ({ userData }, scheduled) => userData.scheduled.apply(scheduled),
  ),
  reminder: kind(
    (event: EventOf<'reminder'>) => event.reminder,
    (missed) => missed.reminders,
    ({ userData }, reminder) => userData.reminders.apply(reminder),
  ),
  saved: kind(
    (event: EventOf<'saved'>) => event.saved,
    (missed) => missed.saved,
    ({ userData }, row) => userData.saved.apply(row),
  ),
  invited: kind(
    (event: EventOf<'invited'>) => event.invitation,
    (missed) => missed.invitations,
    ({ userData }, invitation) => userData.invitations?.apply(invitation),
  ),
} satisfies Record<UserEvent['type'], unknown>

export function applyUserEvent(target: UserEventTarget, event: UserEvent): void {
  kinds[event.type].applyLive(target, event)
}

/** Applies what `users.changes` returned. */
export function applyMissed(target: UserEventTarget, missed: UserChanges): void {
  for (const each of Object.values(kinds)) each.applyMissed(target, missed)
}

function kind<Event extends ServerEvent, Row>(
  rowOf: (event: Event) => Row,
  rowsOf: (missed: UserChanges) => readonly Row[],
  apply: (target: UserEventTarget, row: Row) => void,
) {
  return {
    // The functions below look up the entry by the event's own type, which TypeScript cannot follow.
    applyLive: (target: UserEventTarget, event: ServerEvent) => apply(target, rowOf(event as Event)),
    applyMissed(target: UserEventTarget, missed: UserChanges) {
      for (const row of rowsOf(missed)) apply(target, row)
    },
  }
}
