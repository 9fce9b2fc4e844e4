import { type Message, noticeOf } from '@chime/protocol'
import { displayName, type Person } from '../user/person.ts'
import { type AttributedNotice, noticeSentence } from './notice-sentence.ts'

type NoticeTextProps = {
  messages: readonly Message[]
  users: (userId: string) => Person | null
  meId: string
}

/**
 * The text of system messages, made from what happened, so that it can call the reader "you". If a message is of a kind
 * that this client does not know, the text that the server wrote is shown instead.
 */
export function NoticeText({ messages, users, meId }: NoticeTextProps) {
  const notices = messages.flatMap((message): AttributedNotice[] => {
    const notice = noticeOf(message)
    return notice ? [{ notice, userId: message.userId }] : []
  })
  if (notices.length < messages.length) return messages.map(({ content }) => content).join(' · ')
  return noticeSentence(notices, { of: (id) => displayName(id === null ? null : users(id)), meId })
}
