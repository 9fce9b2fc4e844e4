/** What this browser remembers of the chat: nothing, that a conversation has begun, or also that it is open. */
export type Remembered = 'nothing' | 'begun' | 'open'

const key = 'chat'

export function recall(): Remembered {
  try {
    const value = localStorage.getItem(key)
    return value === 'begun' || value === 'open' ? value : 'nothing'
  } catch {
    return 'nothing'
  }
}

export function remember(value: Remembered): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // A browser that stores nothing forgets whether the chat was open.
  }
}
