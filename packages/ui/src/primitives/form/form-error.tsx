import { CircleAlert } from 'lucide-react'

/**
 * Why a form as a whole could not be submitted. The element is always there, empty without an error, because screen
 * readers announce only what changes in one that is there already.
 */
export function FormError({ error }: { error: string | null | undefined }) {
  return (
    <div role="alert">
      {error && (
        <p className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2 text-danger-text text-sm">
          <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {error}
        </p>
      )}
    </div>
  )
}
