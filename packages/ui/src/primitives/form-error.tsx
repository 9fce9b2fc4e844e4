import { CircleAlert } from 'lucide-react'

/** Why a form was refused as a whole; announced when it appears. Always rendered, empty without an error. */
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
