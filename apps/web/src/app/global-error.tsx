'use client'

import '@fontsource-variable/inter/wght.css'
import './globals.css'
import { ErrorFallback } from '../shell/error-fallback.tsx'

/**
 * Shown when the root layout itself failed. It replaces that layout, so it has an `<html>` of its own. The theme is not
 * known here: it is always light.
 */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <ErrorFallback {...props} />
      </body>
    </html>
  )
}
