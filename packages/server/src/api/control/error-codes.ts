/** What a schema in a body can be refused with. */
export const schemaCodes = ['E18104', 'E18105', 'E18106', 'E18107', 'E18109', 'E18134', 'E18137'] as const

/** What the spec of an export can be refused with: those of every type. */
export const exportSpecCodes = [
  ...(['E18303', 'E18305', 'E18309', 'E18311', 'E18312', 'E18313', 'E18315', 'E18320', 'E18324'] as const),
  ...(['E18326', 'E18327', 'E18328', 'E18329', 'E18330', 'E18331', 'E18332', 'E18333', 'E18657'] as const),
] as const

/** What a new or changed transform can be refused with. */
export const transformSpecCodes = [
  ...([
    'E18108',
    'E18128',
    'E18203',
    'E18207',
    'E18208',
    'E18209',
    'E18211',
    'E18213',
    'E18214',
    'E18216',
  ] as const),
  ...(['E18228', 'E18229', 'E18230', 'E18657', 'E18660'] as const),
] as const
