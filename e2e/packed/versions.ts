/** What outside apps use beside our packages. Where the repository uses the same package, the version is the same. */
export const versions = {
  react: { react: '19.3.1', 'react-dom': '19.3.1', '@types/react': '19.3.0', '@types/react-dom': '19.3.0' },
  react18: { react: '18.3.1', 'react-dom': '18.3.1', '@types/react': '18.3.32', '@types/react-dom': '18.3.7' },
  node: { '@types/node': '24.13.0', ws: '8.23.0', '@types/ws': '8.18.2' },
  typescript: { typescript: '7.0.2', typescript5: 'npm:typescript@5.9.3' },
  bundlers: { vite: '8.3.8', esbuild: '0.28.2' },
  next: { next: '16.4.5' },
} as const
