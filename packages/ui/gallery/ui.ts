// biome-ignore lint/performance/noBarrelFile: the gallery's one way to the components, as other packages have it
// biome-ignore lint/style/noRestrictedImports: as above; a package cannot name itself
export * from '../src/index.ts'
