/** The tables, by what they are about. */
export * from './schema/channels.ts'
export * from './schema/files.ts'
export * from './schema/instance.ts'
export * from './schema/later.ts'
export * from './schema/messages.ts'
export * from './schema/reports.ts'
export * from './schema/search.ts'
export * from './schema/users.ts'
