import type { ChosenStatus } from '@chime/protocol'

export type PresenceInput = { status: ChosenStatus; thisDevice?: boolean }

/**
 * Whether somebody uses the device. For the server all tabs on one socket are one device, and each tab only knows of
 * itself: the device is away when all of its tabs are.
 */
export class DeviceUse<Tab> {
  readonly #idle = new Map<Tab, boolean>()
  #choseAway = false
  #reportedAway = false

  /** A tab that has reported nothing counts as used, as it does for the server. @returns what to report, if anything */
  add(tab: Tab): PresenceInput | null {
    this.#idle.set(tab, false)
    return this.#change()
  }

  remove(tab: Tab): PresenceInput | null {
    this.#idle.delete(tab)
    return this.#change()
  }

  /** A tab calls `presence.set`. @returns with which input it is to be called */
  set(tab: Tab, input: PresenceInput): PresenceInput {
    const isAway = input.status === 'away'
    if (!input.thisDevice) {
      // The user's choice. For the server the device is in use with any but this one.
      this.#choseAway = isAway
      this.#reportedAway = isAway
      return input
    }
    this.#idle.set(tab, isAway)
    return this.#change() ?? { ...input, status: this.#reportedAway ? 'away' : 'online' }
  }

  #change(): PresenceInput | null {
    const isAway = this.#choseAway || (this.#idle.size > 0 && [...this.#idle.values()].every(Boolean))
    if (isAway === this.#reportedAway) return null
    this.#reportedAway = isAway
    return { status: isAway ? 'away' : 'online', thisDevice: true }
  }
}
