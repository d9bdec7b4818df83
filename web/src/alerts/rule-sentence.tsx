// A rule as people read it: “When a stranger arrives at any camera, 20:00–07:00: tell shop and home, at most every 30 minutes.”

import type { RuleWords } from './use-rule-words.ts'

export function RuleSentence({ words: { when, where, to, often } }: { readonly words: RuleWords }) {
  return (
    <>
      <strong className="rule-when">{when}</strong>
      {where !== '' && ` ${where}`}: {[to, often].filter(text => text !== '').join(', ')}.
    </>
  )
}
