'use client'

import { useChime } from '@chime/client/react'
import { type ReactNode, Suspense, useEffect } from 'react'
import { FileSourceProvider } from '../../attachment/file-source.tsx'
import { useHasBeenTrue } from '../../hooks/use-has-been-true.ts'
import { whenIdle } from '../../lazy.ts'
import { PreloadContext } from '../../preload.ts'
import type { Components } from '../../slots/components.ts'
import { ComponentsProvider } from '../../slots/components-provider.tsx'
import { DialogsProvider, useDialogs } from '../dialogs/dialogs.tsx'
import { LazyDialogViews, loadLazyParts } from '../lazy-parts.tsx'
import { ReaderLanguage } from '../user/reader-language.tsx'
import { type HostProps, HostProvider } from './host.tsx'
import { NoticesProvider, type NoticesProviderProps } from './notices.tsx'

export type PartsProps = HostProps &
  Pick<NoticesProviderProps, 'onNotice'> & {
    /** Components of the app in place of parts. Keep the object the same between renders. */
    components?: Components | undefined
    /**
     * Default: true, the code of threads, search and other lazy parts is fetched once the page is idle. False: when it
     * is needed.
     */
    preload?: boolean | undefined
    children?: ReactNode
  }

/** Gives the parts below what they need beside a client: the app around them, or the defaults. */
export function PartsProvider({ components = none, preload = true, onNotice, children, ...host }: PartsProps) {
  const { files } = useChime()
  useEffect(() => (preload ? whenIdle(loadLazyParts) : undefined), [preload])
  return (
    <PreloadContext.Provider value={preload}>
      <ComponentsProvider components={components}>
        <NoticesProvider onNotice={onNotice}>
          <HostProvider {...host}>
            <FileSourceProvider value={files}>
              <DialogsProvider>
                {children}
                <Dialogs />
                <ReaderLanguage />
              </DialogsProvider>
            </FileSourceProvider>
          </HostProvider>
        </NoticesProvider>
      </ComponentsProvider>
    </PreloadContext.Provider>
  )
}

const none: Components = {}

function Dialogs() {
  const wanted = useHasBeenTrue(useDialogs().dialog !== null)
  return (
    wanted && (
      <Suspense fallback={null}>
        <LazyDialogViews />
      </Suspense>
    )
  )
}
