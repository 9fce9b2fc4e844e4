import { join } from 'node:path'
import envPaths from 'env-paths'

const { CHIME_URL, CHIME_TOKEN, CHIME_PASSWORD, TERM } = process.env

/** What the environment says. Only this file reads it; `NO_COLOR` is read by Node's `styleText`. */
export const env = {
  /** The folder for what has to stay: `$XDG_CONFIG_HOME/chime` or `~/.config/chime`; on other systems its like. */
  folder: join(envPaths('chime', { suffix: '' }).config),
  url: CHIME_URL ?? null,
  /** For machines on which nobody logs in. It comes before the account that was saved. */
  token: CHIME_TOKEN ?? null,
  password: CHIME_PASSWORD ?? null,
  /** Such a terminal cannot move its cursor. */
  isDumb: TERM === 'dumb',
}
