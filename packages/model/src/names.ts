/** Names of repos, transforms, exports, fields, accounts and most other things (seed: create repo). */
export const namePattern = /^[a-zA-Z_][a-zA-Z0-9_]{0,127}$/
/** Names of plugins: a Java class name (seed: upload jar; 2 to 129 characters). */
export const pluginNamePattern = /^[a-zA-Z][a-zA-Z0-9_.]{0,127}[a-zA-Z0-9_]$/

/** Says why a name is refused, for the end of an error message. */
export const nameRule = 'names are 1 to 128 letters, digits and _, and do not start with a digit'
