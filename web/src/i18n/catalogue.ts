// What a catalogue of texts is: the same keys in every language, with placeholders and plurals. Knows no text itself.

export const LANGUAGES = ['en', 'es'] as const
export type Language = (typeof LANGUAGES)[number]

/** `{name}` is a placeholder; the forms of a plural are chosen by `{count}`. */
export type Message = string | { readonly one: string; readonly other: string }

type PlaceholdersOf<Text> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | PlaceholdersOf<Rest> : never
type Placeholders<M> = M extends { readonly other: infer Other } ? 'count' | PlaceholdersOf<Other> : PlaceholdersOf<M>
export type Values<M> = [Placeholders<M>] extends [never]
  ? [values?: undefined]
  : [values: Readonly<Record<Placeholders<M>, string | number>>]

export type Messages = Readonly<Record<string, Message>>
export interface Part<Keys extends Messages> {
  readonly en: Keys
  readonly es: {
    readonly [Key in keyof Keys]: Keys[Key] extends string ? string : { readonly one: string; readonly other: string }
  }
}

/** The texts of one feature. A key missing in one language is a type error. */
export const part = <const Keys extends Messages>(part: Part<Keys>): Part<Keys> => part

/** Fills in a message; numbers are written as the locale writes them. */
export function fill(message: Message, values: Readonly<Record<string, string | number>>, locale: string): string {
  const count = Number(values['count'])
  const text =
    typeof message === 'string' ? message : new Intl.PluralRules(locale).select(count) === 'one' ? message.one : message.other
  return text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? ''
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
  })
}
