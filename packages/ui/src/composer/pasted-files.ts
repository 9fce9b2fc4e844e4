/**
 * The files that a paste means. Programs put a picture of the text beside it: cells of a spreadsheet, for one, come as text
 * and as a picture of the cells, and then the text is meant. File managers put the names of the files beside them.
 */
export function pastedFiles(data: Pick<DataTransfer, 'files' | 'getData'>): File[] {
  const files = [...data.files]
  const lines = data
    .getData('text/plain')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const arePictures = files.every(({ type }) => type.startsWith('image/'))
  const isName = (line: string) =>
    files.some(
      ({ name }) => line === name || line.endsWith(`/${name}`) || line.endsWith(`/${encodeURIComponent(name)}`),
    )
  return arePictures && lines.length > 0 && !lines.every(isName) ? [] : files
}
