import { type Message, noticeOf } from '@chime/protocol'
import { displayName, type Person } from '../person.ts'
import { type Happened, noticeWords } from './notice-words.ts'

export type NoticeTextProps = {
  messages: readonly Message[]
  users: (userId: string) => Person | null
  meId: string
}

/** What system messages say, in the reader's words; those of a kind that is not known, in the server's. */
export function NoticeText({ messages, users, meId }: NoticeTextProps) {
  const happened = messages.flatMap((message): Happened[] => {
    const notice = noticeOf(message)
    return notice ? [{ notice, userId: message.userId }] : []
  })
  if (happened.length < messages.length) return messages.map(({ content }) => content).join(' · ')
  return noticeWords(happened, { of: (id) => displayName(id === null ? null : users(id)), meId })
}
