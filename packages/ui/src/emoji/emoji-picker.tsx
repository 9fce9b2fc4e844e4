'use client'

import { Search } from 'lucide-react'
import { type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import { cn } from '../class-names.ts'
import { CustomEmoji } from './custom-emoji.tsx'
import { emojiGroups, findEmoji } from './emoji-data.ts'

const columns = 8
const foundMax = 96

export type EmojiPickerProps = {
  /** The addresses of the custom emoji of this server, by name. */
  custom: ReadonlyMap<string, string>
  /** Called with the character, or with the name of a custom emoji between colons. */
  onPick: (emoji: string) => void
}

type Choice = { emoji: string; label: string; url?: string }

/** All emoji by group, with a search. The arrow keys move in the grid; Enter in the search takes the first result. */
export function EmojiPicker({ custom, onPick }: EmojiPickerProps) {
  const [query, setQuery] = useState('')
  const [group, setGroup] = useState(custom.size > 0 ? -1 : 0)
  const panelId = useId()
  const grid = useRef<HTMLDivElement>(null)

  const own = useMemo(
    () => [...custom].map(([name, url]): Choice => ({ emoji: `:${name}:`, label: name.replaceAll('_', ' '), url })),
    [custom],
  )
  const choices = useMemo((): Choice[] => {
    const wanted = query.trim().toLowerCase()
    if (wanted) return [...own.filter(({ label }) => label.includes(wanted)), ...findEmoji(wanted, foundMax)]
    return group < 0 ? own : (emojiGroups[group]?.emoji ?? [])
  }, [query, group, own])

  function walk(event: KeyboardEvent<HTMLElement>) {
    const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key]
    if (step === undefined) return
    const all = [...(grid.current?.querySelectorAll<HTMLElement>('button') ?? [])]
    const at = all.findIndex((one) => one.matches(':focus'))
    const next = all[at < 0 ? 0 : at + step]
    if (at < 0 && event.key !== 'ArrowDown') return
    event.preventDefault()
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }

  const tabs = [
    ...(own.length > 0 ? [{ at: -1, name: 'Own' }] : []),
    ...emojiGroups.map(({ name }, at) => ({ at, name })),
  ]
  return (
    <section aria-label="Emoji" className="flex w-80 max-w-full flex-col" onKeyDown={walk}>
      <div className="relative p-2">
        <Search aria-hidden className="pointer-events-none absolute inset-y-0 start-4 my-auto size-4 text-ink-faint" />
        <input
          type="search"
          aria-label="Find an emoji"
          placeholder="Find an emoji"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            const first = choices[0]
            if (event.key !== 'Enter' || query === '' || !first) return
            event.preventDefault()
            onPick(first.emoji)
          }}
          className="h-9 w-full rounded-md border border-line-strong bg-field ps-8 pe-2 text-ink text-sm placeholder:text-ink-faint"
        />
      </div>
      {query === '' && (
        <div role="tablist" aria-label="Groups" className="flex gap-0.5 overflow-x-auto px-2 pb-1">
          {tabs.map(({ at, name }) => (
            <button
              key={at}
              type="button"
              role="tab"
              aria-selected={at === group}
              aria-controls={panelId}
              onClick={() => setGroup(at)}
              className={cn(
                'shrink-0 cursor-pointer rounded px-1.5 py-1 text-xs',
                at === group ? 'bg-active font-medium text-ink' : 'text-ink-muted hover:bg-hover',
              )}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <div id={panelId} ref={grid} className="grid h-56 auto-rows-min grid-cols-8 gap-0.5 overflow-y-auto px-2 pb-2">
        {choices.map((choice, index) => (
          <button
            key={choice.emoji}
            type="button"
            aria-label={choice.label}
            title={choice.label}
            tabIndex={index === 0 ? 0 : -1}
            onClick={() => onPick(choice.emoji)}
            className="flex aspect-square cursor-pointer items-center justify-center rounded-md font-emoji text-xl hover:bg-hover"
          >
            {choice.url ? <CustomEmoji name={choice.emoji} url={choice.url} className="size-6" /> : choice.emoji}
          </button>
        ))}
        {choices.length === 0 && <p className="col-span-8 p-4 text-center text-ink-muted text-sm">Nothing found</p>}
      </div>
    </section>
  )
}
