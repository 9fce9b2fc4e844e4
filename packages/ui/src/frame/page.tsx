import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { IconButton } from '../primitives/icon-button.tsx'

export type PageProps = {
  title: string
  /** Leads back to the sidebar; its button is only there below 768 px. */
  onBack: () => void
  action?: ReactNode
  children: ReactNode
}

/** Content of the main pane when it is not a conversation: a title, and below it a column that scrolls. */
export function Page({ title, onBack, action, children }: PageProps) {
  return (
    <>
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b ps-4 pe-3 sm:ps-5">
        <IconButton
          size="lg"
          label="Back to conversations"
          icon={<ArrowLeft className="rtl:-scale-x-100" />}
          onClick={onBack}
          className="-ms-3 md:hidden"
        />
        <h1 className="min-w-0 flex-1 truncate font-semibold text-base text-ink">{title}</h1>
        {action}
      </header>
      <div className="flex min-h-0 flex-1 flex-col overflow-y-auto overscroll-contain">
        <div className="mx-auto flex w-full max-w-3xl flex-1 flex-col gap-8 px-4 py-5 sm:px-5">{children}</div>
      </div>
    </>
  )
}

export type PageSectionProps = {
  title: string
  hint?: ReactNode
  /** Beside the title. */
  action?: ReactNode
  children: ReactNode
}

/** A part of a `Page`, with its own heading. */
export function PageSection({ title, hint, action, children }: PageSectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="flex flex-col gap-2">
      <div className="flex items-end gap-3">
        <div className="min-w-0 flex-1">
          <h2 id={id} className="font-semibold text-base text-ink">
            {title}
          </h2>
          {hint && <p className="text-ink-muted text-sm">{hint}</p>}
        </div>
        {action}
      </div>
      {children}
    </section>
  )
}
