// biome-ignore lint/performance/noBarrelFile: so the gallery uses the components only as other packages can
export * from '../src/index.ts'
