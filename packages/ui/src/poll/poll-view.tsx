'use client'

import type { Message, Poll } from '@chime/protocol'
import { Check } from 'lucide-react'
import { cn } from '../class-names.ts'
import type { RowHandlers, SharedRowProps } from '../message-list/row/row-props.ts'
import { Tooltip } from '../primitives/tooltip.tsx'
import { slot } from '../slots/slot.tsx'
import { userNames } from '../user/join-names.ts'
import { displayName } from '../user/person.ts'

type PollViewProps = { message: Message; poll: Poll; shared: SharedRowProps; handlers: RowHandlers }

/** A poll in a message: its options with the number of votes, who voted for each, and which ones are mine. */
export const PollView = slot('Poll', PollViewView)

function PollViewView({ message, poll, shared, handlers }: PollViewProps) {
  const { options, multiple, closedAt } = poll
  const mine = options.flatMap(({ userIds }, index) => (userIds.includes(shared.meId) ? [index] : []))
  const votes = options.reduce((sum, { count }) => sum + count, 0)
  const may = closedAt === null && shared.rights.respond
  const mayClose = may && (message.userId === shared.meId || shared.rights.moderate)
  const nameOf = (id: string) => (id === shared.meId ? 'You' : displayName(shared.users(id)))

  function choose(index: number) {
    const others = multiple ? mine.filter((one) => one !== index) : []
    handlers.onVote(message, mine.includes(index) ? others : [...others, index].sort((a, b) => a - b))
  }

  return (
    <fieldset className="my-1 max-w-lg rounded-lg border border-line bg-canvas px-4 pt-3 pb-2.5">
      <legend className="sr-only">Poll</legend>
      <p dir="auto" className="font-semibold text-base text-ink [overflow-wrap:anywhere]">
        {message.content}
      </p>
      <p className="text-ink-muted text-xs">
        {closedAt ? 'This poll is closed.' : multiple ? 'Choose as many as you like.' : 'Choose one.'}
      </p>
      <ul className="mt-2 flex flex-col gap-1.5">
        {options.map((option, index) => {
          const chosen = mine.includes(index)
          const share = votes === 0 ? 0 : Math.round((option.count / votes) * 100)
          const who = option.count > 0 ? userNames(option.userIds, option.count, nameOf) : 'Nobody yet'
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an option is identified by its index
            <li key={index}>
              <Tooltip content={who}>
                <button
                  type="button"
                  aria-pressed={chosen}
                  disabled={!may}
                  onClick={() => choose(index)}
                  className={cn(
                    'relative flex min-h-9 w-full cursor-pointer items-center gap-2.5 overflow-hidden rounded-md border px-3 py-1.5 text-start text-sm transition-colors duration-100 disabled:cursor-default',
                    chosen ? 'border-accent' : 'border-line enabled:hover:border-line-strong',
                  )}
                >
                  <span
                    aria-hidden
                    style={{ width: `${share}%` }}
                    className={cn(
                      'absolute inset-y-0 start-0 transition-[width] duration-150',
                      chosen ? 'bg-accent-soft' : 'bg-hover',
                    )}
                  />
                  <span
                    aria-hidden
                    className={cn(
                      'relative flex size-4 shrink-0 items-center justify-center border',
                      multiple ? 'rounded-sm' : 'rounded-full',
                      chosen ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
                    )}
                  >
                    {chosen && <Check className="size-3" strokeWidth={3} />}
                  </span>
                  <span dir="auto" className="relative min-w-0 flex-1 text-ink [overflow-wrap:anywhere]">
                    {option.text}
                  </span>
                  <span className="relative shrink-0 text-ink-muted text-xs tabular-nums">
                    {option.count}
                    <span className="sr-only">
                      {option.count === 1 ? 'vote' : 'votes'}: {who}
                    </span>
                  </span>
                </button>
              </Tooltip>
            </li>
          )
        })}
      </ul>
      <p className="mt-2 flex min-h-5 items-center gap-3 text-ink-muted text-xs">
        <span>
          {votes} {votes === 1 ? 'vote' : 'votes'}
        </span>
        {mayClose && (
          <button
            type="button"
            onClick={() => handlers.onClosePoll(message)}
            className="cursor-pointer rounded-sm font-medium text-accent-text hover:underline"
          >
            Close the poll
          </button>
        )}
      </p>
    </fieldset>
  )
}
