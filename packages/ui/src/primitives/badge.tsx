import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '../class-names.ts'

const badge = cva(
  'inline-flex h-5 min-w-5 shrink-0 items-center justify-center rounded-full px-1.5 font-semibold text-xs tabular-nums',
  {
    variants: {
      variant: {
        accent: 'bg-accent text-on-accent',
        neutral: 'bg-active text-ink-muted',
        soft: 'bg-accent-soft text-accent-text',
        danger: 'bg-danger-soft text-danger-text',
      },
    },
    defaultVariants: { variant: 'neutral' },
  },
)

export type BadgeProps = ComponentProps<'span'> & VariantProps<typeof badge>

export function Badge({ variant, className, ...props }: BadgeProps) {
  return <span {...props} className={cn(badge({ variant }), className)} />
}
