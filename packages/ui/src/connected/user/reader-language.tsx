'use client'

import { useMe } from '@chime/client/react'
import { useEffect } from 'react'
import { clock } from '../../calendar/calendar.ts'

/** Writes dates and numbers in the language of my profile. Renders nothing. */
export function ReaderLanguage() {
  const language = useMe()?.language ?? null
  useEffect(() => {
    clock.setLanguage(language)
    return () => clock.setLanguage(null)
  }, [language])
  return null
}
