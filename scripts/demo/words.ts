/** What `{name}` in small talk may become. */
export const words: Readonly<Record<string, readonly string[]>> = {
  clinic: ['Harbour Physio', 'Lindqvist Dental'],
}
