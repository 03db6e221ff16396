import type { Macro } from './macro.ts'

const crcTable = Array.from({ length: 256 }, (_, byte) => {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  return crc >>> 0
})

export const encodingMacros: readonly Macro[] = [
  {
    name: 'spark_bytes',
    parameters: ['b'],
    body: `list_transform([hex(b)], lambda h: list_transform(range(1, length(h), 2), lambda i:
      ('0x' || substring(h, i, 2))::bigint))[1]`,
  },
  {
    name: 'spark_crc32',
    parameters: ['b'],
    body: `case when b is not null then xor(list_reduce([4294967295::bigint] || spark_bytes(b), lambda crc, byte:
      xor(crc >> 8, ([${crcTable.join(',')}]::bigint[])[(xor(crc, byte) & 255) + 1])), 4294967295::bigint) end`,
  },
  {
    // Java passes over what is no digit of base 64, ends at the first =, and wants no = at the end.
    name: 'spark_unbase64',
    parameters: ['t'],
    body: `list_transform([regexp_replace(split_part(t, '=', 1), '[^A-Za-z0-9+/]', '', 'g')], lambda d:
      case when length(d) % 4 <> 1 then try(from_base64(d || repeat('=', (4 - length(d) % 4) % 4))) end)[1]`,
  },
  {
    name: 'spark_url_decode',
    parameters: ['t'],
    body: `case when not regexp_matches(t, '%(?:[^0-9A-Fa-f]|[0-9A-Fa-f](?:[^0-9A-Fa-f]|\\z)|\\z)') then try(url_decode(replace(t, '+', ' '))) end`,
  },
  {
    name: 'spark_latin1',
    parameters: ['t'],
    body: `unhex(array_to_string(list_transform(string_split(t, ''), lambda c:
      case when c = '' then '' when unicode(c) > 255 then '3F' else right('0' || hex(unicode(c)), 2) end), ''))`,
  },
]
