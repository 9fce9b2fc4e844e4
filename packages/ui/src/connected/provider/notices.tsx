'use client'

import { createContext, lazy, type ReactNode, Suspense, useCallback, useContext, useMemo, useState } from 'react'
import { useLatest } from '../../hooks/use-latest.ts'
import { retrying } from '../../lazy.ts'
import { errorText } from '../errors/error-text.ts'
import type { Notice, NoticeAction, NoticeKind } from './notice.ts'

/** Apps that show notices themselves do without its code. */
const LazyNoticeBar = lazy(retrying(() => import('./notice-bar.tsx').then((m) => ({ default: m.NoticeBar }))))

type Notices = {
  notify: (kind: NoticeKind, text: string, description?: string, action?: NoticeAction) => void
  /** Shows an error of something that the user has just done. */
  notifyError: (error: unknown) => void
}

const NoticesContext = createContext<Notices | null>(null)

export type NoticesProviderProps = {
  /** Shows a notice, as a toast of the app, say. Default: a line at the bottom of the root. */
  onNotice?: ((notice: Notice) => void) | undefined
  children?: ReactNode
}

/** Lets the parts below tell what has happened. */
export function NoticesProvider({ onNotice, children }: NoticesProviderProps) {
  const latest = useLatest(onNotice)
  const [shown, setShown] = useState<Notice | null>(null)
  const close = useCallback(() => setShown(null), [])
  const notices = useMemo<Notices>(() => {
    const show = (notice: Notice) => (latest.current ?? setShown)(notice)
    return {
      notify: (kind, text, description, action) =>
        show({ kind, text, description: description ?? null, action: action ?? null }),
      notifyError: (error) => show({ kind: 'error', text: errorText(error), description: null, action: null }),
    }
  }, [latest])
  return (
    <NoticesContext.Provider value={notices}>
      {children}
      {!onNotice && (
        <Suspense fallback={null}>
          <LazyNoticeBar notice={shown} onClose={close} />
        </Suspense>
      )}
    </NoticesContext.Provider>
  )
}

/** Tells the reader what has happened. The functions stay the same between renders. */
export function useNotices(): Notices {
  const notices = useContext(NoticesContext)
  if (!notices) throw new Error('The parts of @chime/ui/connected need its ChimeProvider above them')
  return notices
}
