'use client'

import { Check, Search, X } from 'lucide-react'
import { type KeyboardEvent, useId, useState } from 'react'
import { cn } from '../class-names.ts'
import { Badge } from '../primitives/badge.tsx'
import { SkeletonRows } from '../primitives/skeleton.tsx'
import { Avatar } from './avatar.tsx'
import { displayName, type Person } from './person.ts'

/** What a picker needs to search for people: the caller does the search and passes the results. */
export type PeopleSearch = {
  query: string
  onQuery: (query: string) => void
  results: readonly Person[]
  loading?: boolean
}

export type PersonPickerProps = PeopleSearch & {
  label?: string
  selected: readonly Person[]
  /** Called when a person is picked, and when one who was picked is picked again or removed. */
  onToggle: (person: Person) => void
  /** Several people can be picked; they are shown as chips in the field. */
  multiple?: boolean
  autoFocus?: boolean
  /** The list is less high, for a form that has other fields, too. */
  compact?: boolean
  /** Why somebody cannot be picked ("Already a member"); null: they can. */
  disabledReason?: (person: Person) => string | null
}

/**
 * A search field above a list of people. The arrow keys move in the list and Enter picks. With `multiple`, Backspace in
 * an empty field removes the person who was picked last.
 */
export function PersonPicker(props: PersonPickerProps) {
  const {
    label = 'People',
    query,
    onQuery,
    results,
    loading = false,
    selected,
    onToggle,
    multiple,
    disabledReason,
  } = props
  const id = useId()
  // By id: the results may become others while a key is being pressed.
  const [active, setActive] = useState<string | null>(null)
  const found = results.findIndex((person) => person.id === active)
  // Also the first one: Enter must not pick somebody who comes to stand before them.
  const first = results[0]?.id ?? null
  if (found < 0 && active !== first) setActive(first)
  const index = first === null ? -1 : Math.max(found, 0)
  const chosen = new Set(selected.map((person) => person.id))

  function pick(person: Person) {
    if (disabledReason?.(person)) return
    onToggle(person)
    if (multiple && query !== '') onQuery('')
  }

  function onKeyDown(event: KeyboardEvent) {
    const person = results[index]
    const last = selected.at(-1)
    const step = (to: number) => setActive(results[to]?.id ?? active)
    if (event.key === 'ArrowDown') step(Math.min(index + 1, results.length - 1))
    else if (event.key === 'ArrowUp') step(Math.max(index - 1, 0))
    else if (event.key === 'Enter' && person && !event.nativeEvent.isComposing) pick(person)
    else if (event.key === 'Backspace' && query === '' && multiple && last) return onToggle(last)
    else return
    event.preventDefault()
  }

  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="font-medium text-ink text-sm">
        {label}
      </label>
      <div className="flex max-h-40 flex-wrap items-center gap-1.5 overflow-y-auto rounded-md border border-line-strong bg-field p-1.5 focus-within:border-accent focus-within:ring-1 focus-within:ring-accent">
        {multiple &&
          selected.map((person) => <Chip key={person.id} person={person} onRemove={() => onToggle(person)} />)}
        <span className="flex h-6.5 min-w-32 flex-1 items-center gap-2 px-1.5">
          <Search aria-hidden className="size-4 shrink-0 text-ink-faint" />
          <input
            id={id}
            type="text"
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={results.length > 0 ? `${id}-${index}` : undefined}
            aria-autocomplete="list"
            autoComplete="off"
            // biome-ignore lint/a11y/noAutofocus: the dialog was opened to type here
            autoFocus={props.autoFocus ?? false}
            placeholder="Name or username"
            value={query}
            onChange={(event) => {
              setActive(null)
              onQuery(event.target.value)
            }}
            onKeyDown={onKeyDown}
            className="min-w-0 flex-1 bg-transparent text-base text-ink outline-none placeholder:text-ink-faint"
          />
        </span>
      </div>
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple ?? false}
        className={cn('relative -mx-2 overflow-y-auto', props.compact ? 'h-37' : 'h-64')}
      >
        {results.map((person, at) => (
          <Option
            key={person.id}
            id={`${id}-${at}`}
            person={person}
            active={at === index}
            selected={chosen.has(person.id)}
            reason={disabledReason?.(person) ?? null}
            onPick={() => pick(person)}
            onPoint={() => setActive(person.id)}
          />
        ))}
      </div>
      {results.length === 0 && (
        <div className={props.compact ? '-mt-38.5 h-37' : '-mt-65.5 h-64'} role="status">
          {loading ? (
            <SkeletonRows rows={5} className="px-0" />
          ) : (
            <p className="py-10 text-center text-ink-muted text-sm">
              {query === ''
                ? 'Type a name to find people.'
                : `Nobody is called “${query}”. Some people are found only by their whole username.`}
            </p>
          )}
        </div>
      )}
    </div>
  )
}

function Chip({ person, onRemove }: { person: Person; onRemove: () => void }) {
  const name = displayName(person)
  return (
    <span className="flex h-6.5 max-w-48 items-center gap-1.5 rounded bg-accent-soft ps-1 pe-0.5 font-medium text-accent-text text-sm">
      <Avatar user={person} size="xs" className="scale-90" />
      <span className="truncate">{name}</span>
      <button
        type="button"
        aria-label={`Remove ${name}`}
        onClick={onRemove}
        className="flex size-5.5 shrink-0 cursor-pointer items-center justify-center rounded hover:bg-hover"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  )
}

type OptionProps = {
  id: string
  person: Person
  active: boolean
  selected: boolean
  reason: string | null
  onPick: () => void
  onPoint: () => void
}

function Option({ id, person, active, selected, reason, onPick, onPoint }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled in the field, which keeps the focus
    <div
      id={id}
      role="option"
      tabIndex={-1}
      ref={active ? intoView : null}
      aria-selected={selected}
      aria-disabled={reason !== null}
      onClick={onPick}
      onPointerMove={active ? undefined : onPoint}
      onMouseDown={(event) => event.preventDefault()}
      className={cn(
        'flex h-12 items-center gap-3 rounded-md px-2',
        active && 'bg-hover',
        reason === null ? 'cursor-pointer' : 'cursor-default opacity-60',
      )}
    >
      <Avatar user={person} />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium text-ink text-sm">
          <bdi>{displayName(person)}</bdi>
        </span>
        <span className="block truncate text-ink-muted text-xs">@{person.username}</span>
      </span>
      {person.suspended && <Badge size="sm">suspended</Badge>}
      {reason && <span className="text-ink-muted text-xs">{reason}</span>}
      {selected && <Check aria-hidden className="size-4 shrink-0 text-accent-text" />}
    </div>
  )
}

/** Scrolls only the list (unlike `scrollIntoView`, which can scroll the page around it, too). */
function intoView(element: HTMLElement | null) {
  const list = element?.parentElement
  if (!list) return
  const { offsetTop: top, offsetHeight: height } = element
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight
}
