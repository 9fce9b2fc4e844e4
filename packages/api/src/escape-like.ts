/** Escapes a text for SQL's `like`, so that `%`, `_` and `\` in it stand for themselves. */
export const escapeLike = (text: string) => text.replace(/[\\%_]/g, '\\$&')
