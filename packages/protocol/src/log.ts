type Write = (details: object, text: string) => void

/** The logger that the packages below the server take. A pino logger fits. */
export type Log = { debug: Write; info: Write; warn: Write; error: Write }
