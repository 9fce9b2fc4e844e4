'use client'

import '@fontsource-variable/inter/wght.css'
import './globals.css'
import { Failure } from './failure.tsx'

/** When even the root layout failed: this replaces it, so it brings its own document, in the light theme. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <Failure {...props} />
      </body>
    </html>
  )
}
