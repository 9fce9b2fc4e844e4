'use client'

import { retrying } from '@chime/ui'
import dynamic from 'next/dynamic'

export const loadMessageDialogs = retrying(() => import('./message-dialogs.tsx'))

/** Fetched once the page is idle, as the parts in `later.tsx`; apart from them because some of them need it too. */
export const MessageDialogs = dynamic(() => loadMessageDialogs().then((part) => part.MessageDialogs), { ssr: false })
