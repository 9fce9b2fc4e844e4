import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentPropsWithoutRef } from 'react'
import { cn } from '../class-names.ts'

const badge = cva('inline-flex shrink-0 items-center justify-center rounded-full text-xs tabular-nums', {
  variants: {
    variant: {
      accent: 'bg-accent text-on-accent',
      neutral: 'bg-active text-ink-muted',
      soft: 'bg-accent-soft text-accent-text',
      danger: 'bg-danger-soft text-danger-text',
    },
    size: { sm: 'h-4 min-w-4 px-1.5 font-medium', md: 'h-5 min-w-5 px-1.5 font-semibold' },
  },
  defaultVariants: { variant: 'neutral', size: 'md' },
})

export type BadgeProps = ComponentPropsWithoutRef<'span'> & VariantProps<typeof badge>

/** A small rounded label: a count, a role, a state. */
export function Badge({ variant, size, className, ...props }: BadgeProps) {
  return <span {...props} className={cn(badge({ variant, size }), className)} />
}
