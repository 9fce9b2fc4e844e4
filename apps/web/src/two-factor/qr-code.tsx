'use client'

import { useEffect, useState } from 'react'

/** A QR code. It is dark on white in every theme, since cameras expect that. Its library is loaded with the first one. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const [rows, setRows] = useState<readonly (readonly boolean[])[] | null>(null)
  useEffect(() => {
    let isShown = true
    // Without it there is still the key to type.
    void import('qr').then(
      ({ default: encode }) => isShown && setRows(encode(text, 'raw', { border: 4, ecc: 'low' })),
      () => {},
    )
    return () => {
      isShown = false
    }
  }, [text])
  return (
    <div className="mx-auto size-52 max-w-full rounded-lg border border-line bg-white p-1">
      {rows && (
        <svg role="img" aria-label={label} viewBox={`0 0 ${rows.length} ${rows.length}`} shapeRendering="crispEdges">
          <path fill="black" d={pathOf(rows)} />
        </svg>
      )}
    </div>
  )
}

const pathOf = (rows: readonly (readonly boolean[])[]) =>
  rows.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : ''))).join('')
