/**
 * For a query that names days: the zone in which this device counts them, so that the server finds what its reader means.
 * Only then, since some systems do not know their zone or call it by a name of their own.
 */
export function readerZone(query: string): { timeZone?: string } {
  if (!/(before|after):/i.test(query)) return {}
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions()
  return timeZone === undefined || timeZone === 'Etc/Unknown' ? {} : { timeZone }
}
