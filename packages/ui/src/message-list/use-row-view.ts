import type { Message } from '@chime/protocol'
import { useCallback, useMemo } from 'react'
import type { MessageListProps } from './message-list.tsx'
import type { RowView } from './row-view.ts'

const noEmoji: ReadonlyMap<string, string> = new Map()
/** The server has pictures in these widths too, where they are larger. */
const forms = { file: '', thumbnail: '/960', small: '/320' }
const standardUrl: RowView['fileUrl'] = (id, what) => `/files/${id}${forms[what]}`

type Options = Pick<MessageListProps, 'items' | 'meId' | 'users' | 'emoji' | 'quoted' | 'rights' | 'fileUrl'>

/** What all rows have in common; the same object until one of its parts changes. */
export function useRowView({ items, meId, users, emoji = noEmoji, quoted, rights, fileUrl = standardUrl }: Options) {
  // Where originals are in the window, another one of them is another answer: edits and deletions show in the quotes.
  const originals = useOriginals(items)
  const find = useCallback(
    (number: number): Message | null | undefined => originals.get(number) ?? (quoted ? quoted(number) : null),
    [originals, quoted],
  )
  return useMemo<RowView>(
    () => ({ meId, users, emoji, quoted: find, rights, fileUrl }),
    [meId, users, emoji, find, rights, fileUrl],
  )
}

/** The messages in the window that others in it answer; the same map while they are the same. */
function useOriginals(items: MessageListProps['items']): ReadonlyMap<number, Message> {
  const now = useMemo(() => {
    const wanted = new Set(items.flatMap((item) => (item.state === 'sent' ? item.message.replyTo : item.replyTo) ?? []))
    const found = new Map<number, Message>()
    if (wanted.size === 0) return found
    for (const item of items) {
      if (item.state === 'sent' && wanted.has(item.message.number)) found.set(item.message.number, item.message)
    }
    return found
  }, [items])
  const key = [...now.values()].map(({ number, revision }) => `${number}@${revision}`).join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that is in it
  return useMemo(() => now, [key])
}
