/** Colours of the viewer: paper by day, near black by night; the five policies stay apart for every kind of colour vision. */
const LIGHT = `
  --ground: #fafaf7; --panel: #ffffff; --rule: #dee1dc; --text: #171b21; --muted: #5c6672; --accent: #18737f;
  --danger: #b83507; --fine: #1f7a3d; --ink0: #18737f; --ink1: #cc8822; --rim1: #96600f; --ink2: #282e91;
  --ink3: #b83507; --ink4: #6b182f; --inkc: #6b7480; --empty: #eceee9;`
const DARK = `
  --ground: #0e1116; --panel: #151a21; --rule: #28313c; --text: #e7ecf2; --muted: #95a1b0; --accent: #6ee8fe;
  --danger: #ff7a59; --fine: #7fd18b; --ink0: #6ee8fe; --ink1: #fcdc8f; --rim1: #fcdc8f; --ink2: #6882f7;
  --ink3: #e65c06; --ink4: #d48daa; --inkc: #8b97a6; --empty: #1c232c;`

const TEXT = `
*, *::before, *::after { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.55 Inter, system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif }
.sheet { max-width: 1180px; margin: 0 auto; padding: 36px 24px 48px }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.01em; margin: 4px 0 10px; overflow-wrap: anywhere }
h2 { font-size: 19px; line-height: 1.3; margin: 0 0 12px }
h3 { font-size: 15px; margin: 20px 0 6px }
p { margin: 0 0 10px; max-width: 76ch; overflow-wrap: anywhere }
.kind { text-transform: uppercase; letter-spacing: 0.08em; font-size: 11.5px; font-weight: 650; color: var(--accent); margin: 0 }
.lead { color: var(--muted); font-size: 16.5px; margin-bottom: 18px }
.note { color: var(--muted); font-size: 13px; margin: 8px 0 0 }
section { border-top: 1px solid var(--rule); margin-top: 34px; padding-top: 22px }
section > .note { margin: -8px 0 14px }
footer { border-top: 1px solid var(--rule); margin-top: 36px; padding-top: 14px; color: var(--muted); font-size: 13px }
a { color: var(--accent) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px }
code, .c, pre, .facts .code { font-family: 'JetBrains Mono', ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 12.5px }
nav ul, .legend { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 6px 18px }
nav { margin-top: 22px; font-size: 14px }
nav a { text-decoration: none }
nav a:hover { text-decoration: underline }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 12px 22px; margin: 0 }
.facts div { min-width: 0 } .facts .long { grid-column: span 2 }
.facts dt { color: var(--muted); font-size: 12px }
.facts dd { margin: 0; overflow-wrap: anywhere }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(160px, 1fr)); gap: 12px; margin: 0 }
.tiles > div { background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 12px 14px }
.tiles dt { color: var(--muted); font-size: 12.5px }
.tiles dd { margin: 0 }
.tiles .value { font-size: 25px; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; letter-spacing: -0.01em }
.tiles .note { margin: 2px 0 0; font-size: 12px }
ul.odd { margin: 0 0 10px; padding-left: 20px }
ul.odd li { overflow-wrap: anywhere; max-width: 100ch }`

const TABLES = `
.scroll { overflow-x: auto; max-width: 100% }
table { border-collapse: collapse; font-size: 13.5px; min-width: min(100%, 380px) }
caption { text-align: left; font-weight: 600; padding: 0 0 6px; font-size: 14.5px }
th, td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--rule); text-align: left; vertical-align: top }
thead th { color: var(--muted); font-weight: 550; font-size: 12.5px; vertical-align: bottom }
tbody th { font-weight: 450 }
td:not(.n), tbody th { overflow-wrap: break-word; min-width: 9ch }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; min-width: 0 }
thead .n { white-space: normal; min-width: 6ch }
.good { color: var(--fine); font-weight: 600; white-space: nowrap }
.bad { color: var(--danger); font-weight: 600; white-space: nowrap }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.table { margin-top: 18px }
.table:first-child, h2 + .table { margin-top: 0 }
details { margin-top: 10px }
summary { cursor: pointer; color: var(--muted); font-size: 13px; width: fit-content }
summary:hover { color: var(--text) }
section > details > summary { font-size: 14.5px; color: var(--text) }
details[open] > summary { margin-bottom: 8px }
pre { margin: 0; padding: 12px 14px; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; overflow-x: auto; line-height: 1.5 }`

const PICTURES = `
figure { margin: 0; min-width: 0; background: var(--panel); border: 1px solid var(--rule); border-radius: 8px; padding: 14px 16px }
section > * + figure, section > figure + * { margin-top: 16px }
section > h2 + figure { margin-top: 0 }
figcaption { margin-bottom: 6px; line-height: 1.4 }
figcaption .unit { color: var(--muted); font-size: 12.5px; margin-left: 8px }
figcaption .about { display: block; color: var(--muted); font-size: 12.5px; max-width: 76ch }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 326px), 1fr)); gap: 16px; margin-top: 12px }
.chart { display: flex; flex-direction: column } .chart > figcaption { flex: 1 0 auto }
.legend { font-size: 13px; margin: 4px 0 10px } .legend + .note { margin: 0 0 4px }
.legend li { display: flex; align-items: center; gap: 7px; min-width: 0; overflow-wrap: anywhere }
.legend svg { flex: none }
.picture { display: block; max-width: 100%; overflow: visible; font-size: 11.5px; fill: var(--muted); font-variant-numeric: tabular-nums }
.picture:not(.level) { width: 100%; height: auto }
.end { text-anchor: end } .middle { text-anchor: middle }
.name, .picture .axis { fill: var(--text) } .name { font-size: 12.5px }
.grid { stroke: var(--rule); stroke-width: 1 } .zero { stroke: var(--muted); stroke-width: 1 }
.break { fill: none; stroke: var(--muted); stroke-width: 1.2 }
path.mark { stroke: var(--muted); stroke-dasharray: 2 3 } text.mark { font-weight: 650; fill: var(--text) }
.i0 { --ink: var(--ink0); --rim: var(--ink0) } .i1 { --ink: var(--ink1); --rim: var(--rim1) } .i2 { --ink: var(--ink2); --rim: var(--ink2) }
.i3 { --ink: var(--ink3); --rim: var(--ink3) } .i4 { --ink: var(--ink4); --rim: var(--ink4) } .ic { --ink: var(--inkc); --rim: var(--inkc) }
.line { fill: none; stroke: var(--rim); stroke-width: 1.8; stroke-linejoin: round; stroke-linecap: round }
.line.i1 { stroke-dasharray: 7 4 } .line.i2 { stroke-dasharray: 2.5 3.5 } .line.i3 { stroke-dasharray: 11 3.5 2 3.5 }
.line.i4 { stroke-dasharray: 5 3 1 3 1 3 } .line.ic { stroke-width: 1.4 }
.band { fill: var(--ink); opacity: 0.14; stroke: none }
.sign { fill: var(--ink); stroke: var(--rim); stroke-width: 1 } .sign.ic { fill: var(--panel); stroke-width: 1.6 }
.bar { fill: var(--ink); stroke: var(--rim); stroke-width: 1 } .whisker { stroke: var(--text); stroke-width: 1.5 } .whisker.under { stroke: var(--panel); stroke-width: 4 }
.effect line { stroke: var(--muted); stroke-width: 1.6 } .effect circle { fill: var(--panel); stroke: var(--muted); stroke-width: 1.8 }
.effect.clear line { stroke: var(--accent) } .effect.clear circle { fill: var(--accent); stroke: var(--accent) }
table.plot { width: 100% } .plot th, .plot td { vertical-align: middle } .plot .drawn { width: 40%; padding: 0 14px }
.plot .drawn svg { display: block; overflow: visible } .plot .picture { font-weight: 400 }
.maps { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 480px), 1fr)); gap: 16px } .maps > figure { display: flex; flex-direction: column } .maps figcaption { flex: 1 0 auto }
.heat rect { stroke: var(--panel); stroke-width: 1 } .heat rect.none { fill: var(--empty) }
.on { font-size: 11.5px; paint-order: stroke; stroke-width: 4px; stroke-linejoin: round } .on.light { fill: #14181d } .on.dark { fill: #ffffff }
.under { stroke: var(--panel); stroke-width: 6; stroke-linecap: round }
.frontier { stroke: var(--text); stroke-width: 2.4; stroke-linecap: round } circle.frontier { fill: var(--text) }
.key { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; font-size: 12.5px; color: var(--muted); margin: 4px 0 4px 15% }
.ramp { width: 170px; border-radius: 3px } .frontier-key { display: inline-flex; align-items: center; gap: 8px; margin-left: 14px }
.curve { display: block; width: 110px; height: 20px; overflow: visible }
.curve path { fill: none; stroke: var(--accent); stroke-width: 1.4; vector-effect: non-scaling-stroke }`

const PLACES = `
@media (max-width: 760px) {
  .sheet { padding: 22px 16px 32px } h1 { font-size: 24px } 
  .plot thead th:not(.drawn) { position: absolute; clip-path: inset(50%) } .plot tr { display: flex; flex-wrap: wrap; gap: 0 18px; border-bottom: 1px solid var(--rule); padding: 6px 0 }
  .plot th, .plot td { border: 0; padding: 0 } .plot tbody th { flex: 1 1 100% } .plot .drawn { flex: 1 1 100%; padding: 0; order: 0 }
  .plot td.n::before { content: attr(data-heading) ' '; color: var(--muted) }
  .facts { grid-template-columns: repeat(auto-fill, minmax(130px, 1fr)) } .tiles { grid-template-columns: repeat(auto-fill, minmax(136px, 1fr)); gap: 8px }
  .tiles .value { font-size: 21px } figure { padding: 12px } nav a { display: inline-block; padding: 6px 0 }
}
@media print {
  :root { --ground: #ffffff } body { font-size: 10.5pt } table { font-size: 8.5pt } th, td { padding-right: 8px } td.c { overflow-wrap: anywhere } .sheet { max-width: none; padding: 0 } nav { display: none }
  figure, tr, .tiles > div { break-inside: avoid } h2, h3, summary { break-after: avoid }
  .charts { grid-template-columns: repeat(2, 1fr) } 
  .scroll { overflow: visible } .scroll .n { white-space: normal } .scroll tr > th, .scroll tr > td { min-width: 0; font-size: 8.5pt; padding-right: 6px } .curve { width: 60px } .plot .drawn { width: 34% } pre { white-space: pre-wrap; overflow-wrap: anywhere }
  figure details { display: none } details::details-content { content-visibility: visible; block-size: auto; opacity: 1 }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact }
}`

/** The style of a report. Nothing in it comes from elsewhere: fonts are those of the reader's machine. */
export const STYLE_SHEET = `
:root { color-scheme: light dark; ${LIGHT} }
@media screen and (prefers-color-scheme: dark) { :root { ${DARK} } }
${TEXT}
${TABLES}
${PICTURES}
${PLACES}
`
