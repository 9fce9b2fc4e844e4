import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentPropsWithoutRef, ReactNode } from 'react'
import { cn } from '../class-names.ts'

const banner = cva(
  'flex min-h-9 items-center justify-center gap-x-2 gap-y-1 px-4 py-1.5 text-center text-sm [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      tone: {
        info: 'bg-accent-soft text-accent-text',
        warning: 'bg-warning-soft text-warning-text',
        danger: 'bg-danger-soft text-danger-text',
      },
    },
    defaultVariants: { tone: 'info' },
  },
)

export type BannerProps = ComponentPropsWithoutRef<'div'> &
  VariantProps<typeof banner> & { icon?: ReactNode; action?: ReactNode }

/**
 * A line over the whole width. If it appears and disappears, put it into an element with `role="status"` or `"alert"`.
 */
export function Banner({ tone, icon, action, className, children, ...props }: BannerProps) {
  return (
    <div {...props} className={cn(banner({ tone }), className)}>
      {icon}
      <span>{children}</span>
      {action}
    </div>
  )
}
