import type { ChosenStatus, Presence } from '@chime/protocol'

/** What can be shown as somebody's presence. `invisible` is only known of oneself: for others, it is `offline`. */
export type PresenceStatus = Presence['status'] | Extract<ChosenStatus, 'invisible'>
