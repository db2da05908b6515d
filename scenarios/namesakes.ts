/** More parameters of one name than this say nothing about which one was meant. */
const NAMED_MAX = 3

const lastWord = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** `did you mean …?` of parameters that bear the right name in another section; undefined when there are none. */
export function namesakesOf(path: string, known: Iterable<string>): string | undefined {
  const name = lastWord(path)
  const same = [...known].filter((each) => each !== path && lastWord(each) === name)
  return same.length === 0 || same.length > NAMED_MAX ? undefined : `did you mean ${same.join(' or ')}?`
}

/** What to write instead of a section, where a parameter's whole path is expected; undefined for anything else. */
export function pathWithin(section: string, known: Iterable<string>): string | undefined {
  const inside = [...known].find((path) => path.startsWith(`${section}.`))
  return inside && `expected the path of one parameter, such as ${inside}`
}
