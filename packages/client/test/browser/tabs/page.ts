import { createChime } from '../../../src/create-chime.ts'
import type { Chime } from '../../../src/types.ts'

declare global {
  interface Window {
    tab: typeof tab
    chime: Chime
    /** When each text was first shown as sent, in milliseconds since 1970. */
    shownAt: Record<string, number>
  }
}

const now = () => performance.timeOrigin + performance.now()

const tab = {
  async connect(url: string, token: string, channelId: string) {
    const chime = createChime({ url, token })
    Object.assign(window, { chime, shownAt: {} })
    chime.connect()
    await chime.ready()
    chime.channel(channelId).open()
    chime.channel(channelId).timeline.subscribe(() => {
      for (const text of tab.texts(channelId)) window.shownAt[text] ??= now()
    })
  },

  /** What the timeline shows; what is unsent has its state before it. */
  texts: (channelId: string) =>
    window.chime
      .channel(channelId)
      .timeline.get()
      .items.filter((item) => item.state !== 'sent' || item.message.kind === 'user')
      .map((item) => (item.state === 'sent' ? item.message.content : `(${item.state}) ${item.content}`)),

  /** @returns when it was written */
  send(channelId: string, text: string) {
    const at = now()
    window.chime.channel(channelId).send(text)
    return at
  },
}
window.tab = tab
