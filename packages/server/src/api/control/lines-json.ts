/** Records as the members of a JSON array: the lines that they are stored as, with commas between. Digits of 64-bit
 *  numbers stay as they are. */
export function linesJson(batches: readonly { readonly lines: Uint8Array }[]): string {
  const text = batches.map(({ lines }) =>
    Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength).toString('utf8'),
  )
  return text.join('').trimEnd().replaceAll('\n', ',')
}
