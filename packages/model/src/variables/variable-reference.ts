/** `$(name)`. What does not look so, such as `$(?:x)` in a regular expression, is text. */
const reference = /\$\(([a-zA-Z_][a-zA-Z0-9_]{0,127})\)/g

/** The names a text refers to, system variables included, each once, in order of appearance. */
export function variableNames(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(reference), ([, name]) => name ?? ''))]
}

/** The text with each `$(name)` replaced by what `fillIn` answers; its answers are not looked at again. */
export function replaceReferences(text: string, fillIn: (name: string) => string): string {
  return text.replace(reference, (_reference, name: string) => fillIn(name))
}
