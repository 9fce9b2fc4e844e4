type Write = (details: object, text: string) => void

/** What the packages below the server need of a logger. pino's loggers fit. */
export type Log = { debug: Write; info: Write; warn: Write; error: Write }
