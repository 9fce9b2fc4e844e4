'use client'

import { useMemo } from 'react'
import { useCalendar } from '../calendar/use-calendar.ts'
import { useHydrated } from '../hooks/use-hydrated.ts'
import { useSubmit } from '../hooks/use-submit.ts'
import { FormError } from '../primitives/form/form-error.tsx'
import { type SelectChoice, SelectField } from '../primitives/form/select-field.tsx'
import { shortTime } from '../times.ts'

export type LanguageFieldProps = {
  /** A BCP 47 tag such as `de-CH`; null: as the browser does. */
  language: string | null
  /** Rejects with an Error whose message is shown. */
  onLanguage: (language: string | null) => Promise<void>
}

/** Languages, and countries where they are written in a way of their own, as far as the browser knows them. */
const offered =
  'ar,ar-EG,bg,bn,ca,cs,da,de,de-AT,de-CH,el,en-AU,en-CA,en-GB,en-IE,en-IN,en-US,en-ZA,es,es-MX,es-US,et,fa,fi,fr,fr-CA,fr-CH,' +
  'he,hi,hr,hu,id,it,it-CH,ja,ko,lt,lv,ms,nb,nl,nl-BE,pl,pt-BR,pt-PT,ro,ru,sk,sl,sr,sv,sw,ta,th,tr,uk,ur,vi,zh-CN,zh-HK,zh-TW'

/** Chooses the language in which dates, times and numbers are written. What is chosen is saved at once. */
export function LanguageField({ language, onLanguage }: LanguageFieldProps) {
  useCalendar()
  const { submit, pending, error } = useSubmit(onLanguage)
  // Server and browser call some languages differently, and the first render must equal the HTML of the server.
  const hydrated = useHydrated()
  const choices = useMemo(
    () => (hydrated ? languages(language) : [{ value: language ?? '', label: language ?? asInBrowser }]),
    [hydrated, language],
  )
  return (
    <div className="flex flex-col gap-2">
      <SelectField
        label="Language of dates and numbers"
        choices={choices}
        value={language ?? ''}
        disabled={pending}
        onChange={({ target }) => void submit(target.value || null)}
        hint={
          <>
            Now: <bdi>{shortTime(new Date().toISOString())}</bdi>. The words of the app stay English.
          </>
        }
      />
      <FormError error={error} />
    </div>
  )
}

const asInBrowser = 'As in this browser'

/** By their own names; the present one may be none of those that are offered. */
function languages(present: string | null): SelectChoice[] {
  const known = Intl.DateTimeFormat.supportedLocalesOf(offered.split(','))
  const choices = [...new Set([...known, ...(present ? [present] : [])])].map((value) => ({
    value,
    label: ownName(value),
  }))
  return [
    { value: '', label: asInBrowser },
    ...choices.sort((a, b) => a.label.localeCompare(b.label, 'en', { sensitivity: 'base' })),
  ]
}

const ownName = (tag: string) => new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
