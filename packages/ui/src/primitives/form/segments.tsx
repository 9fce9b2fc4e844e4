'use client'

import { RadioGroup } from 'radix-ui'
import { cn } from '../../class-names.ts'

export type SegmentsProps<T extends string> = {
  label: string
  value: T
  choices: readonly { value: T; label: string }[]
  onChoose: (value: T) => void
  className?: string
}

/** A few choices side by side, of which one is chosen. The arrow keys choose the next and the previous. */
export function Segments<T extends string>({ label, value, choices, onChoose, className }: SegmentsProps<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => {
        const choice = choices.find((one) => one.value === next)
        if (choice) onChoose(choice.value)
      }}
      className={cn('grid auto-cols-fr grid-flow-col gap-0.5 rounded-md bg-active p-0.5', className)}
    >
      {choices.map((choice) => (
        <RadioGroup.Item
          key={choice.value}
          value={choice.value}
          className="flex h-7 cursor-pointer items-center justify-center whitespace-nowrap rounded px-2 font-medium text-ink-muted text-xs transition-colors duration-100 hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-sm"
        >
          {choice.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  )
}
