import type { Block, Draft, Invitation, Reminder, Saved, Scheduled, ServerEvent, UserChanges } from '@chime/protocol'
import { me } from './rows.ts'

type Rows<Row> = Map<string, { row: Row; revision: number }>
type Changes = Pick<UserChanges, 'drafts' | 'blocks' | 'scheduled' | 'reminders' | 'saved' | 'invitations'>

/**
 * What the model of the server stores of the user besides channels. Each change is an event of the user's own stream.
 */
export class ModelUserData {
  readonly #drafts: Rows<Draft> = new Map()
  readonly #blocks: Rows<Block> = new Map()
  readonly #scheduled: Rows<Scheduled> = new Map()
  readonly #reminders: Rows<Reminder> = new Map()
  readonly #saved: Rows<Saved> = new Map()
  readonly #invitations: Rows<Invitation> = new Map()
  readonly #step: () => { after: number; revision: number }
  readonly #emit: (event: ServerEvent) => void
  #count = 0

  constructor(step: () => { after: number; revision: number }, emit: (event: ServerEvent) => void) {
    this.#step = step
    this.#emit = emit
  }

  setDraft(channelId: string, content: string, replyTo: number | null): Draft {
    const updatedAt = new Date(Date.now() + ++this.#count).toISOString()
    const draft = { channelId, content, replyTo, updatedAt }
    this.#emit({ type: 'draft', ...this.#put(this.#drafts, channelId, draft), draft })
    return draft
  }

  block(userId: string, blocked: boolean): null {
    const block = { userId, blocked }
    this.#emit({ type: 'block', ...this.#put(this.#blocks, userId, block), ...block })
    return null
  }

  putScheduled(scheduled: Scheduled): Scheduled {
    this.#emit({ type: 'scheduled', ...this.#put(this.#scheduled, scheduled.id, scheduled), scheduled })
    return scheduled
  }

  putReminder(reminder: Reminder): Reminder {
    this.#emit({ type: 'reminder', ...this.#put(this.#reminders, reminder.id, reminder), reminder })
    return reminder
  }

  putSaved(saved: Saved): Saved {
    const key = `${saved.channelId} ${saved.number}`
    this.#emit({ type: 'saved', ...this.#put(this.#saved, key, saved), saved })
    return saved
  }

  putInvitation(invitation: Invitation): Invitation {
    const { channelId } = invitation
    this.#emit({ type: 'invited', ...this.#put(this.#invitations, channelId, invitation), invitation })
    return invitation
  }

  drafts(): Draft[] {
    const rows = [...this.#drafts.values()].map(({ row }) => row)
    return rows
      .filter(({ content, replyTo }) => content !== '' || replyTo !== null)
      .sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
  }

  blocked() {
    return [...this.#blocks.values()]
      .filter(({ row }) => row.blocked)
      .map(({ row }) => ({ ...publicMe, id: row.userId, username: row.userId }))
  }

  scheduled(): Scheduled[] {
    return [...this.#scheduled.values()]
      .map(({ row }) => row)
      .filter(({ state }) => state === 'waiting' || state === 'failed')
      .sort((a, b) => (a.sendAt < b.sendAt ? -1 : 1))
  }

  reminders(): Reminder[] {
    return [...this.#reminders.values()]
      .map(({ row }) => row)
      .filter(({ state }) => state !== 'deleted')
      .sort((a, b) => (a.at < b.at ? -1 : 1))
  }

  saved(): Saved[] {
    return [...this.#saved.values()]
      .map(({ row }) => row)
      .filter(({ saved }) => saved)
      .sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1))
  }

  invitations(): Invitation[] {
    return [...this.#invitations.values()]
      .map(({ row }) => row)
      .filter(({ state }) => state === 'waiting')
      .sort((a, b) => (a.invitedAt < b.invitedAt ? 1 : -1))
  }

  changes(since: number): Changes {
    return {
      drafts: newer(this.#drafts, since),
      blocks: newer(this.#blocks, since),
      scheduled: newer(this.#scheduled, since),
      reminders: newer(this.#reminders, since),
      saved: newer(this.#saved, since),
      invitations: newer(this.#invitations, since),
    }
  }

  #put<Row>(rows: Rows<Row>, key: string, row: Row): { after: number; revision: number } {
    const step = this.#step()
    rows.set(key, { row, revision: step.revision })
    return step
  }
}

const {
  email: _,
  pendingEmail: ________,
  externalId: ______,
  emailVerified: __,
  role: ___,
  lastLoginAt: ____,
  twoFactor: _____,
  reachableBy: _______,
  ...publicMe
} = me(1)

function newer<Row>(rows: Rows<Row>, since: number): Row[] {
  return [...rows.values()].filter(({ revision }) => revision > since).map(({ row }) => row)
}
