import type { Group, Message } from '@chime/protocol'
import { useCallback, useMemo } from 'react'
import { serverFileUrl } from '../../attachment/file-url.ts'
import { useCalendar } from '../../calendar/use-calendar.ts'
import type { MessageListProps } from '../list/message-list-props.ts'
import type { SharedRowProps } from '../row/row-props.ts'

const noEmoji: ReadonlyMap<string, string> = new Map()
const noGroups: ReadonlyMap<string, Group> = new Map()

type Options = Pick<
  MessageListProps,
  'items' | 'meId' | 'users' | 'emoji' | 'groups' | 'quoted' | 'rights' | 'saved' | 'fileUrl'
>

/**
 * The props that all rows share: the same object until one of its parts changes, because all rows are drawn again then.
 */
export function useSharedRowProps({
  items,
  meId,
  users,
  emoji = noEmoji,
  groups = noGroups,
  quoted,
  rights,
  saved = null,
  fileUrl = serverFileUrl,
}: Options) {
  const calendar = useCalendar()
  // An original that is loaded is taken from the list. When it is edited or deleted, `find` becomes another function,
  // so that the rows that quote it are drawn again.
  const originals = useOriginals(items)
  const find = useCallback(
    (number: number): Message | null | undefined => originals.get(number) ?? (quoted ? quoted(number) : null),
    [originals, quoted],
  )
  return useMemo<SharedRowProps>(
    () => ({ meId, users, emoji, groups, quoted: find, rights, saved, fileUrl, calendar }),
    [meId, users, emoji, groups, find, rights, saved, fileUrl, calendar],
  )
}

/** The loaded messages that other loaded messages answer: the same map until one of them changes. */
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key changes whenever something in the map does
  return useMemo(() => now, [key])
}
