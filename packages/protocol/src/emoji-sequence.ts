// Apart from the schemas, so that a client can spell emoji without loading zod.

const selectors = /[\ufe0e\ufe0f]/g
/** What is shown as plain text unless a selector follows. A skin tone asks for the picture as well. */
const textual = /(?!\p{EPres})\p{Emoji}(?!\p{EMod})/gu

/**
 * The one spelling that Unicode recommends among those that look alike: with a variation selector wherever one belongs.
 * `\u2764` becomes `\u2764\ufe0f`. The name of a custom emoji stays as it is. Whether the text is an emoji says `isEmoji`.
 */
export const fullyQualified = (emoji: string): string =>
  emoji.startsWith(':') ? emoji : emoji.replace(selectors, '').replace(textual, '$&\ufe0f')

/** The fully-qualified form if this is an emoji; every other text stays as it is. */
export function spellEmoji(text: string): string {
  const spelled = fullyQualified(text)
  return isEmoji(spelled) ? spelled : text
}

let recommended: RegExp | undefined
const onlyEmoji = '^\\p{RGI_Emoji}$'

/** Whether this is one emoji that Unicode recommends (RGI), in its fully-qualified form. */
export function isEmoji(text: string): boolean {
  recommended ??= makeRecommended()
  return recommended.test(text)
}

/** Not a literal: a browser too old for the flag `v` would not even load a file with it. There any picture counts. */
function makeRecommended(): RegExp {
  try {
    return new RegExp(onlyEmoji, 'v')
  } catch {
    return /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u
  }
}
