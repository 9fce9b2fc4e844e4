/** The request header in which the layout finds the nonce of its page. */
export const nonceHeader = 'x-nonce'

type Options = {
  /** Origins whose pages may show ours in a frame. */
  allowedFrames: readonly string[]
  isDevelopment: boolean
}

/**
 * What a page may load and run. A script runs only if it carries the nonce or is a file of this server. So a script that
 * somebody smuggles into the page does not run, and neither does an `onclick` or a `javascript:` link. Files that people
 * upload are no scripts for a browser, whatever is in them: they are served with `nosniff`, and with a type of their own.
 * (`'strict-dynamic'` is stricter about files, but lets inline scripts run that a script of the page has inserted.)
 *
 * Styles are not restricted so: the parts that the app is built of (toasts, dialogs that lock scrolling) make style
 * elements themselves, and a style runs nothing. What a style could load is restricted like everything else.
 */
export function contentSecurityPolicy(nonce: string, { allowedFrames, isDevelopment }: Options): string {
  const directives = {
    'default-src': ["'self'"],
    // In development React evaluates text to show where an error was on the server.
    'script-src': ["'self'", `'nonce-${nonce}'`, ...(isDevelopment ? ["'unsafe-eval'"] : [])],
    'script-src-attr': ["'none'"],
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'blob:', 'data:'],
    'media-src': ["'self'", 'blob:'],
    'connect-src': ["'self'"],
    'object-src': ["'none'"],
    'frame-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': allowedFrames.length > 0 ? allowedFrames : ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ')
}
