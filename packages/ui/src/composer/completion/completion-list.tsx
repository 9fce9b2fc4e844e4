'use client'

import { type Group, isolated } from '@chime/protocol'
import { Megaphone, UsersRound } from 'lucide-react'
import { type RefObject, useEffect, useId, useImperativeHandle, useLayoutEffect, useMemo, useState } from 'react'
import { cn } from '../../class-names.ts'
import { CustomEmoji } from '../../emoji/custom-emoji.tsx'
import { memberCount } from '../../group/member-count.ts'
import { Avatar } from '../../user/avatar.tsx'
import { displayName, type Person } from '../../user/person.ts'
import type { ActiveOption, BegunName, CompletionHandle } from './begun-name.ts'
import { type Suggestion, suggestEmoji, suggestNames } from './suggestions.ts'

type CompletionListProps = {
  handle: RefObject<CompletionHandle | null>
  begun: BegunName
  text: string
  people: readonly Person[]
  groups: readonly Group[]
  /** Whether `@channel` and `@here` are offered. */
  everyone: boolean
  /** The addresses of the custom emoji of this server, by name. */
  emoji: ReadonlyMap<string, string>
  /** Writes this in place of what was begun. */
  onTake: (written: string) => void
  onActive: (option: ActiveOption | null) => void
}

/** What was offered for a name. Active is null if the list came later than the name: Enter does what it did before. */
type Offered = { begun: BegunName; found: readonly Suggestion[]; active: number | null }

/**
 * What may be meant by the beginning of a name, in a list above the text.
 *
 * The list stays as it is until the name changes, whoever joins, leaves or is loaded meanwhile: the key that is being
 * pressed takes the entry that was seen.
 */
export function CompletionList({
  handle,
  begun,
  text,
  people,
  groups,
  everyone,
  emoji,
  onTake,
  onActive,
}: CompletionListProps) {
  const listId = useId()
  const now = useSuggestions(begun, text, people, groups, everyone, emoji)
  const [offered, setOffered] = useState<Offered>({ begun, found: now, active: begun.isEarly ? null : 0 })
  if (offered.begun !== begun) setOffered({ begun, found: now, active: 0 })
  else if (offered.found.length === 0 && now.length > 0) setOffered({ begun, found: now, active: null })
  const [closed, setClosed] = useState<BegunName | null>(null)
  const { found, active } = offered
  const open = found.length > 0 && closed !== begun

  useImperativeHandle(handle, () => ({
    onKeyDown(event) {
      if (!open) return false
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      const taken = active === null ? undefined : found[active]
      if (step !== undefined) setOffered({ ...offered, active: next(active, step, found.length) })
      else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey && taken) onTake(taken.insert)
      else if (event.key === 'Escape') setClosed(begun)
      else return false
      event.preventDefault()
      return true
    },
  }))
  useLayoutEffect(() => {
    onActive(open ? { listId, optionId: active === null ? undefined : `${listId}-${active}` } : null)
    return () => onActive(null)
  }, [onActive, open, listId, active])

  if (!open) return null
  return (
    <ul
      id={listId}
      // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: the text field says which entry is active
      role="listbox"
      aria-label={begun.written.startsWith(':') ? 'Emoji' : 'People and groups'}
      className="absolute inset-x-4 bottom-full z-20 mb-1 max-w-md rounded-lg border border-line bg-raised p-1 shadow-pop sm:inset-x-5"
    >
      {found.map((suggestion, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the text field
        <li
          key={suggestion.key}
          id={`${listId}-${index}`}
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: as above
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(suggestion.insert)}
          className={cn(
            'flex cursor-pointer items-center gap-2.5 rounded-md px-2 py-1.5 text-sm',
            index === active ? 'bg-active' : 'hover:bg-hover',
          )}
        >
          <SuggestionText suggestion={suggestion} />
        </li>
      ))}
    </ul>
  )
}

function SuggestionText({ suggestion }: { suggestion: Suggestion }) {
  switch (suggestion.kind) {
    case 'person':
      return (
        <>
          <Avatar user={suggestion.person} size="sm" />
          <bdi className="truncate font-medium text-ink">{displayName(suggestion.person)}</bdi>
          <span className="truncate text-ink-muted">{suggestion.insert}</span>
        </>
      )
    case 'group':
      return (
        <>
          <UsersRound aria-hidden className="mx-1 size-4 shrink-0 text-ink-muted" />
          <span className="truncate font-medium text-ink">{suggestion.insert}</span>
          <span className="truncate text-ink-muted">
            {isolated(suggestion.group.name)} · {memberCount(suggestion.group)}
          </span>
        </>
      )
    case 'everyone':
      return (
        <>
          <Megaphone aria-hidden className="mx-1 size-4 shrink-0 text-ink-muted" />
          <span className="font-medium text-ink">{suggestion.insert}</span>
          <span className="truncate text-ink-muted">{suggestion.hint}</span>
        </>
      )
    case 'emoji':
      return (
        <>
          {suggestion.url ? (
            <CustomEmoji name={suggestion.insert} url={suggestion.url} className="size-5" />
          ) : (
            <span className="w-5 text-center font-emoji text-base">{suggestion.emoji}</span>
          )}
          <span className="truncate text-ink">:{suggestion.name}:</span>
        </>
      )
  }
}

const next = (at: number | null, step: number, length: number) =>
  at === null ? (step > 0 ? 0 : length - 1) : (at + step + length) % length

const none: readonly Suggestion[] = []

function useSuggestions(
  begun: BegunName,
  text: string,
  people: readonly Person[],
  groups: readonly Group[],
  everyone: boolean,
  custom: ReadonlyMap<string, string>,
): readonly Suggestion[] {
  const isEmoji = begun.written.startsWith(':')
  const find = useEmojiNames(isEmoji)
  return useMemo(() => {
    if (!isEmoji) return suggestNames(text, begun, people, groups, everyone)
    return find ? suggestEmoji(text, begun, custom, find) : none
  }, [isEmoji, find, text, begun, people, groups, everyone, custom])
}

type Find = typeof import('../../emoji/emoji-names.ts').findEmojiNames

/** The names of the emoji are fetched when the first is begun. While they cannot be had, none are offered. */
function useEmojiNames(needed: boolean): Find | null {
  const [find, setFind] = useState<Find | null>(null)
  useEffect(() => {
    if (!needed || find) return
    import('../../emoji/emoji-names.ts').then(
      ({ findEmojiNames }) => setFind(() => findEmojiNames),
      () => {},
    )
  }, [needed, find])
  return find
}
