/** Columns that tell which record a row is, so that a replay replaces it. Tables that exports make have them; a table made
 *  by hand may. */
export const identityColumns = { owner: '_sluice_export', offset: '_sluice_offset' } as const
