// How a report looks: one sheet, light and dark, wide and narrow, on paper too.

export const STYLE = `
:root { color-scheme: light dark; --ink: #1c2126; --soft: #5a646e; --line: #d8dde2; --back: #fff; --card: #f5f7f9; --mark: #b00040;
  --s0: #0067a5; --s1: #c8500a; --s2: #00805c; --s3: #a8467f; --s4: #6b57c9; --s5: #7a6a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecef; --soft: #a2adb7; --line: #3a434b; --back: #14181b; --card: #1e2429; --mark: #ff7a9c;
  --s0: #5fb4f0; --s1: #ff9a52; --s2: #3fcf9f; --s3: #ec92c4; --s4: #ab9cff; --s5: #d8c440; } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem; background: var(--back); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .75rem } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem } p { margin: .4rem 0; max-width: 48rem }
.summary p { font-size: 1.1rem } .note { color: var(--soft); font-size: .9rem }
.warning { border-left: 4px solid var(--mark); background: var(--card); padding: .6rem .9rem; margin: 1rem 0; max-width: 48rem }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .95rem; overflow-wrap: normal }
th, td { text-align: left; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { color: var(--soft); font-weight: 600 } td { font-variant-numeric: tabular-nums; white-space: nowrap }
td.words { min-width: 14rem; white-space: normal } dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.2rem; margin: .5rem 0 }
dt { color: var(--soft) } dd { margin: 0 }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)); gap: 1.5rem }
figure { margin: 0; background: var(--card); border-radius: .5rem; padding: .9rem } figcaption { font-weight: 600 }
svg { display: block; width: 100%; height: auto; margin-top: .3rem } svg .axis { font-size: 12px; fill: var(--soft); paint-order: stroke; stroke: var(--card); stroke-width: 3px }
.grid { stroke: var(--line); stroke-width: 1; fill: none } .frame { stroke: var(--soft); fill: none }
.mark { stroke: var(--mark); stroke-width: 1.5; stroke-dasharray: 5 3; fill: none }
.line { fill: none; stroke-width: 2; stroke-linejoin: round } .bars { fill-opacity: .55 }
.s0 { --c: var(--s0) } .s1 { --c: var(--s1) } .s2 { --c: var(--s2) } .s3 { --c: var(--s3) } .s4 { --c: var(--s4) } .s5 { --c: var(--s5) }
.line { stroke: var(--c) } .bars, .dot { fill: var(--c) }
.line.s1 { stroke-dasharray: 7 3 } .line.s2 { stroke-dasharray: 2 3 } .line.s3 { stroke-dasharray: 9 3 2 3 } .line.s4 { stroke-dasharray: 4 4 }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1.2rem; margin: .4rem 0 0; padding: 0; font-size: .9rem }
.swatch { display: inline-block; width: .8em; height: .8em; border-radius: 2px; background: var(--c); margin-right: .4em }
.pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(16rem, 1fr)); gap: 1rem }
.pair { background: var(--card); border-radius: .5rem; padding: .6rem } .faces { display: flex; gap: .4rem }
.faces img, .faces span { width: 50%; max-width: 128px; aspect-ratio: 1; border-radius: .25rem; background: var(--line) }
.pair p { margin: .4rem 0 0; font-size: .85rem } .pair b { font-variant-numeric: tabular-nums }
ul.plain { padding-left: 1.2rem } details summary { cursor: pointer }
@media print { figure, .pair, tr { break-inside: avoid } }
`
